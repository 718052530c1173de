import type { Flow } from "../model/flow.ts";
import { type Channel, type ChannelFlow, type FlowGroup, flowOf, portAt } from "../model/flow-group.ts";

/** By who connects to whom on which port; `changed` are those whose encryption is another one. */
export interface FlowChanges {
  readonly opened: readonly ChannelFlow[];
  readonly closed: readonly ChannelFlow[];
  readonly changed: readonly { readonly before: ChannelFlow; readonly after: ChannelFlow }[];
}

/**
 * What two lists of groups do not have in common, in the order of the flows. The sources of two groups are compared once, so that the
 * work grows with the hosts and with what has changed, and not with the flows that stay.
 */
export function flowChanges(before: readonly FlowGroup[], after: readonly FlowGroup[]): FlowChanges {
  const crowds = new Crowds();
  const earlier = listenersIn(before);
  return {
    opened: missing(after, earlier, crowds),
    closed: missing(before, listenersIn(after), crowds),
    changed: changed(after, earlier, crowds),
  };
}

/** A channel on which a host listens, and who comes by it. */
interface Listener {
  readonly from: FlowGroup["from"];
  readonly channel: Channel;
}

/** By host, protocol and port. */
type Listeners = ReadonlyMap<string, readonly Listener[]>;

function listenersIn(groups: readonly FlowGroup[]): Listeners {
  const listeners = new Map<string, Listener[]>();
  for (const { from, to, channels } of groups) {
    for (const host of to) {
      for (const channel of channels) {
        const its = listeners.get(place(host, channel)) ?? [];
        its.push({ from, channel });
        listeners.set(place(host, channel), its);
      }
    }
  }
  return listeners;
}

function place(host: string, channel: Channel): string {
  return `${host} ${channel.protocol} ${portAt(channel, host)}`;
}

/** The flows of the groups that have no counterpart. */
function missing(groups: readonly FlowGroup[], counterparts: Listeners, crowds: Crowds): readonly ChannelFlow[] {
  return groups.flatMap((group) =>
    bySource(group, (to, channel) => {
      const [first, ...others] = counterparts.get(place(to, channel)) ?? [];
      const come = first === undefined ? [...crowds.names(group.from)] : crowds.beyond(group.from, first.from);
      return come
        .filter((name) => name !== to && !others.some(({ from }) => crowds.names(from).has(name)))
        .map((name) => [name, flowOf(channel, sourceOf(group, name), to)]);
    }),
  );
}

/** The flows of the groups that are protected in another way than their counterpart; of several the last one counts. */
function changed(groups: readonly FlowGroup[], counterparts: Listeners, crowds: Crowds): FlowChanges["changed"] {
  return groups.flatMap((group) =>
    bySource(group, (to, channel) => {
      const there = (counterparts.get(place(to, channel)) ?? []).toReversed();
      if (there.every((it) => it.channel.encryption === channel.encryption)) return [];
      return [...crowds.names(group.from)].flatMap((name) => {
        const old = name === to ? undefined : there.find(({ from }) => crowds.names(from).has(name));
        if (old === undefined || old.channel.encryption === channel.encryption) return [];
        const source = sourceOf(group, name);
        return [[name, { before: flowOf(old.channel, source, to), after: flowOf(channel, source, to) }] as const];
      });
    }),
  );
}

/** What is said of each listener and channel of a group, with the name of the source, put into the order of the group's flows. */
function bySource<T>(
  { from, to, channels }: FlowGroup,
  said: (to: string, channel: Channel) => readonly (readonly [name: string, T])[],
): readonly T[] {
  const found = to.flatMap((host) => channels.flatMap((channel) => said(host, channel)));
  if (found.length === 0 || typeof from === "string") return found.map(([, it]) => it);
  const places = new Map(from.map((name, index) => [name, index]));
  return found.toSorted(([a], [b]) => (places.get(a) ?? 0) - (places.get(b) ?? 0)).map(([, it]) => it);
}

/** No host is called `anyone` or `admin`, so a name says who it is. */
function sourceOf({ from }: FlowGroup, name: string): Flow["from"] {
  return typeof from === "string" ? { kind: from } : { kind: "host", host: name };
}

/** The sources of groups as sets, each made once. */
class Crowds {
  readonly #names = new Map<FlowGroup["from"], ReadonlySet<string>>();
  readonly #beyond = new Map<FlowGroup["from"], Map<FlowGroup["from"], readonly string[]>>();

  names(from: FlowGroup["from"]): ReadonlySet<string> {
    const names = this.#names.get(from) ?? new Set(typeof from === "string" ? [from] : from);
    this.#names.set(from, names);
    return names;
  }

  /** Those of the first that are not among the second. */
  beyond(from: FlowGroup["from"], others: FlowGroup["from"]): readonly string[] {
    const known = this.#beyond.get(from) ?? new Map<FlowGroup["from"], readonly string[]>();
    const rest = known.get(others) ?? [...this.names(from)].filter((name) => !this.names(others).has(name));
    this.#beyond.set(from, known.set(others, rest));
    return rest;
  }
}
