import type { Infrastructure, Tls } from "./infrastructure.ts";

/** How requests go on from host to host behind the balancer. */
export type Upstream = Tls["upstream"];

const WAYS: readonly Upstream[] = ["plain", "unverified", "verified"];

/**
 * How web servers and apps take requests: as these are sent, and in one more way while a running site changes that. Always in the same
 * order, so that nothing changes for those who take them when others begin to send them in the other way.
 */
export function waysTaken({ tls }: Infrastructure): readonly Upstream[] {
  return WAYS.filter((it) => it === tls.upstream || it === tls.upstreamAlso);
}

/** What is brought about at once, and how requests may be sent from then on. */
export interface UpstreamStep {
  readonly infra: Infrastructure;
  readonly sent: readonly Upstream[];
}

/**
 * What a running site goes through before it is as the file says, when that sends requests in another way than before: hosts take
 * both ways, and then send them in the new one. Within a step any order is right. Nothing when they are sent as the file says
 * already. `sent`: how they may be sent now; where these are two, every host takes both.
 */
export function upstreamSteps(infra: Infrastructure, sent: readonly Upstream[]): readonly UpstreamStep[] {
  const after = infra.tls.upstream;
  const before = sent.find((it) => it !== after);
  if (before === undefined) return [];
  const both = (upstream: Upstream, upstreamAlso: Upstream): Infrastructure => ({
    ...infra,
    tls: { ...infra.tls, upstream, upstreamAlso },
  });
  const ready: UpstreamStep = { infra: both(before, after), sent: [before, after] };
  return [...(sent.length > 1 ? [] : [ready]), { infra: both(after, before), sent: [after] }];
}
