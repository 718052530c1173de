import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";

/**
 * Seconds without a sign of life until a voter takes a cache for dead, and until the voters give up an attempt to fail over. Between two
 * elections they let twice the latter pass.
 */
export const VOTE_TIMING = { down: 3, failover: 5 } as const;

/** Whether caches follow each other, so that somebody has to say which one takes the writes. */
export function isReplicated(infra: Infrastructure): boolean {
  return infra.cache !== undefined && hostsOf(infra, "cache").length > 1;
}

/**
 * Those who vote on the primary: each cache host, and where these are an even number one more, so that whoever is cut off is no half. A
 * monitor is asked first, as it sees all hosts anyway.
 */
export function votersOf(infra: Infrastructure): readonly Host[] {
  if (!isReplicated(infra)) return [];
  const caches = hostsOf(infra, "cache");
  if (caches.length % 2 === 1) return caches;
  const others = infra.hosts.filter((host) => !host.roles.includes("cache"));
  const more = others.find((host) => host.roles.includes("monitor")) ?? others[0];
  return more === undefined ? caches : [...caches, more];
}

export function isVoter(host: Host, infra: Infrastructure): boolean {
  return votersOf(infra).some((it) => it.name === host.name);
}

/** More than half of them. */
export function majorityOf(infra: Infrastructure): number {
  return Math.floor(votersOf(infra).length / 2) + 1;
}
