import { type Channel, type ChannelFlow, type FlowGroup, flowsIn } from "../../../model/flow-group.ts";
import type { Host, Infrastructure } from "../../../model/infrastructure.ts";
import { isPublic } from "../../firewall/public-space.ts";

/** All flows of some kind from one host to another one. */
export interface Hop {
  /** `lb1->srv1`. */
  readonly entity: string;
  readonly from: Host;
  readonly to: Host;
  readonly flows: readonly ChannelFlow[];
}

/** The flows between hosts by wanted channels, gathered by the pair of hosts, in the order of the flows. No others are expanded. */
export function hopsOf(infra: Infrastructure, groups: readonly FlowGroup[], wanted: (channel: Channel) => boolean): readonly Hop[] {
  const between = groups
    .filter(({ from, channels }) => typeof from !== "string" && channels.some(wanted))
    .map((group) => ({ ...group, channels: group.channels.filter(wanted) }));
  const hosts = new Map(infra.hosts.map((host) => [host.name, host]));
  const hops = new Map<string, { entity: string; from: Host; to: Host; flows: ChannelFlow[] }>();
  for (const flow of flowsIn(between)) {
    if (flow.from.kind !== "host") continue;
    const [from, to] = [hosts.get(flow.from.host), hosts.get(flow.to)];
    if (from === undefined || to === undefined) continue;
    const entity = `${from.name}->${to.name}`;
    const hop = hops.get(entity) ?? { entity, from, to, flows: [] };
    hop.flows.push(flow);
    hops.set(entity, hop);
  }
  return [...hops.values()];
}

/**
 * Why a hop leaves what its two ends share, in a sentence without its full stop: they stand in different zones, or talk over public
 * addresses. Nothing when the file does not say so.
 */
export function crossing(from: Host, to: Host): string | undefined {
  if (from.zone !== undefined && to.zone !== undefined && from.zone !== to.zone) {
    return `${from.name} stands in zone ${from.zone} and ${to.name} in zone ${to.zone}`;
  }
  const open = [from, to].find((host) => isPublic(host.address));
  return open === undefined ? undefined : `${open.name} is reached at ${open.address}, a public address`;
}
