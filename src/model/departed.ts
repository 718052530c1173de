import type { Host, Infrastructure } from "./infrastructure.ts";

/**
 * The remembered hosts that are no longer in the file. One whose address the file gives to another name has been renamed: there is
 * nothing to be taken down on it.
 */
export function departed(infra: Infrastructure, remembered: readonly Host[]): readonly Host[] {
  return remembered.filter(
    (it) => !infra.hosts.some((host) => host.name === it.name || host.address === it.address || host.ssh === it.ssh),
  );
}

/** The infrastructure with hosts that are still there though the file no longer names them: as they were, behind their old neighbours. */
export function withDeparted(infra: Infrastructure, remembered: readonly Host[], leaving: readonly Host[]): Infrastructure {
  const hosts = [...infra.hosts];
  for (const it of leaving) {
    const before = remembered.slice(0, remembered.indexOf(it)).map((host) => host.name);
    const at = hosts.findLastIndex((host) => before.includes(host.name));
    hosts.splice(at + 1, 0, it);
  }
  // Whatever its priority was: from now on it holds the address only when nobody else is there.
  const priorities = Object.fromEntries(leaving.filter((it) => it.roles.includes("balancer")).map((it) => [it.name, 1]));
  return { ...infra, hosts, balancer: { ...infra.balancer, priorities: { ...priorities, ...infra.balancer.priorities } } };
}

/** The infrastructure as seen from a host that has left it: it runs nothing any more, and stays as closed as it was. */
export function withRetired(infra: Infrastructure, host: Host): Infrastructure {
  return { ...infra, hosts: [...infra.hosts, { ...host, roles: [], monitoring: "none" }] };
}
