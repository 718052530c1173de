import { type Encryption, type Flow, type FlowKind, type FlowProtocol, type FlowSource, flowId } from "./flow.ts";
import type { Role } from "./infrastructure.ts";

/** A role, or what else stands on a host and is no role. */
export type FlowEnd = Role | "backups";

/** What is spoken between the hosts of a group. */
export interface Channel {
  /** What its flows are called: the first word of their ids. */
  readonly service: string;
  /** The part that it is there for; absent when the file declares it. Written by who asks the parts. */
  readonly part?: string;
  /** What is spoken, as people call it, such as `HTTPS`; the service when absent. */
  readonly label?: string;
  /** Between whom, where it is not host and host as a whole; what of a host opens it may depend on the host. */
  readonly ends?: { readonly from?: FlowEnd | ((host: string) => readonly FlowEnd[]); readonly to?: FlowEnd };
  readonly protocol: FlowProtocol;
  /** One for all that listen, or by the name of the host; 0 for VRRP. */
  readonly port: number | ReadonlyMap<string, number>;
  readonly encryption: Encryption;
  readonly carries: FlowKind;
  /** As what the picture shows it, where it is one line with others that carry something else. */
  readonly drawnAs?: FlowKind;
  /** Why `from` talks to `to`, in one sentence. `from` is `anyone`, `admin` or the name of a host. */
  readonly purpose: (from: string, to: string) => string;
}

/**
 * Flows of one kind: each source to each listener by each channel, but no host to itself. A tier that talks to a tier is one group,
 * so groups grow with the number of hosts where flows grow with its square. What can be judged of a group is judged without its flows.
 */
export interface FlowGroup {
  /** Names of hosts, each once; or who is no host. */
  readonly from: "anyone" | "admin" | readonly string[];
  /** Names of the hosts that listen, each once. */
  readonly to: readonly string[];
  readonly channels: readonly Channel[];
}

/** A flow, and what it is one of: the same for all flows of a channel. */
export interface ChannelFlow extends Flow {
  readonly channel: Channel;
}

/** Where a host listens. */
export function portAt({ port }: Channel, to: string): number {
  return typeof port === "number" ? port : (port.get(to) ?? 0);
}

/** The sources of a group, each as a flow has it. */
export function sourcesOf({ from }: FlowGroup): readonly FlowSource[] {
  return typeof from === "string" ? [{ kind: from }] : from.map((host) => ({ kind: "host", host }));
}

export function flowOf(channel: Channel, from: FlowSource, to: string): ChannelFlow {
  const { service, protocol, encryption, carries, purpose } = channel;
  return {
    id: flowId(service, from, to),
    from,
    to,
    protocol,
    port: portAt(channel, to),
    encryption,
    carries,
    purpose: purpose(from.kind === "host" ? from.host : from.kind, to),
    channel,
  };
}

/** A flow as it is printed. */
export function bareFlow({ channel: _, ...flow }: ChannelFlow): Flow {
  return flow;
}

/** Every flow of the groups: group by group, the sources in order, for each its listeners, for each of these the channels. */
export function flowsIn(groups: readonly FlowGroup[]): readonly ChannelFlow[] {
  return groups.flatMap((group) =>
    sourcesOf(group).flatMap((from) =>
      group.to.flatMap((to) =>
        from.kind === "host" && from.host === to ? [] : group.channels.map((channel) => flowOf(channel, from, to)),
      ),
    ),
  );
}

/** For each host that listens, the groups narrowed to it: their flows are those to this host. */
export function groupsByListener(groups: readonly FlowGroup[]): ReadonlyMap<string, readonly FlowGroup[]> {
  const byListener = new Map<string, FlowGroup[]>();
  for (const group of groups) {
    for (const to of group.to) {
      const its = byListener.get(to) ?? [];
      its.push({ ...group, to: [to] });
      byListener.set(to, its);
    }
  }
  return byListener;
}
