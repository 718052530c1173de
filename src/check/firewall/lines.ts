import type { FirewallLine } from "../../model/infrastructure.ts";
import { type AddressBook, sourceRanges } from "./address-book.ts";
import { everybody } from "./ranges.ts";
import { common, isNothing, NOTHING, type PacketBlock, PROTOCOLS, plus, type Traffic, trafficOf, without } from "./traffic.ts";

/** The connections that a line speaks of, whether or not earlier lines have decided on them. */
export function matchedBy(line: FirewallLine, book: AddressBook): PacketBlock {
  // A port is a matter of TCP and UDP: a line for any protocol that names one speaks of these two.
  const any = line.ports === undefined ? PROTOCOLS : (["tcp", "udp"] as const);
  const ports = line.ports === undefined ? {} : { ports: line.ports };
  return { protocols: line.protocol === "any" ? any : [line.protocol], ...ports, sources: sourceRanges(line.from, book) };
}

/** What lines, read in order, do with all connections. The three sets are disjoint and make up everything. */
export interface Decisions {
  readonly accepted: Traffic;
  readonly dropped: Traffic;
  /** What no line matches: the policy decides. */
  readonly undecided: Traffic;
  /** Indices of the lines that decide nothing, because earlier ones have decided on all that they match. */
  readonly dead: readonly number[];
}

/** Reads the lines as a filter does: the first one that matches a connection decides on it. */
export function decideLines(
  lines: readonly { readonly action: "accept" | "drop"; readonly block: PacketBlock }[],
  family: 4 | 6,
): Decisions {
  const sets = { accept: NOTHING, drop: NOTHING };
  const dead: number[] = [];
  let undecided = trafficOf([{ protocols: PROTOCOLS, sources: everybody(family) }]);
  for (const [index, { action, block }] of lines.entries()) {
    const decided = common(undecided, trafficOf([block]));
    if (isNothing(decided)) {
      dead.push(index);
      continue;
    }
    sets[action] = plus(sets[action], decided);
    undecided = without(undecided, decided);
  }
  return { accepted: sets.accept, dropped: sets.drop, undecided, dead };
}
