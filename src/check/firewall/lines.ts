import type { FirewallLine, Host, Infrastructure } from "../../model/infrastructure.ts";
import { parseCidr } from "../../util/address.ts";
import { addressesOf, everybody, intervalOf, NOBODY, type Ranges, rangesOf } from "./ranges.ts";
import { type Block, common, isNothing, NOTHING, PROTOCOLS, plus, type Traffic, trafficOf, without } from "./traffic.ts";

/** Every address under which a host sends. */
export function hostAddresses(host: Host, family: 4 | 6): Ranges {
  return addressesOf(family, [host.address, host.address6, host.publicAddress, host.publicAddress6]);
}

/** The operators' ranges. */
export function adminRanges(infra: Infrastructure, family: 4 | 6): Ranges {
  return rangesOf(
    infra.firewall.admin.flatMap((range) => {
      const cidr = parseCidr(range);
      return cidr?.address.family === family ? [intervalOf(cidr)] : [];
    }),
  );
}

/** Who stands behind the word `from` of a line or a flow; nobody behind an unknown one. */
export function sourceRanges(from: string, infra: Infrastructure, family: 4 | 6): Ranges {
  if (from === "anyone") return everybody(family);
  if (from === "admin") return adminRanges(infra, family);
  const cidr = parseCidr(from);
  if (cidr !== undefined) return cidr.address.family === family ? [intervalOf(cidr)] : NOBODY;
  const host = infra.hosts.find(({ name }) => name === from);
  return host === undefined ? NOBODY : hostAddresses(host, family);
}

/** The connections that a line speaks of, whether or not earlier lines have decided on them. */
export function matchedBy(line: FirewallLine, infra: Infrastructure, family: 4 | 6): Block {
  // A port is a matter of TCP and UDP: a line for any protocol that names one speaks of these two.
  const any = line.ports === undefined ? PROTOCOLS : (["tcp", "udp"] as const);
  const ports = line.ports === undefined ? {} : { ports: line.ports };
  return { protocols: line.protocol === "any" ? any : [line.protocol], ...ports, sources: sourceRanges(line.from, infra, family) };
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
export function decide(lines: readonly { readonly action: "accept" | "drop"; readonly block: Block }[], family: 4 | 6): Decisions {
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
