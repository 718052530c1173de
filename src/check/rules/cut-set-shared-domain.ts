import { wordsOf } from "../../catalog/roles.ts";
import { hasSpare, tiersOf } from "../../catalog/tiers.ts";
import { occurs } from "../../fault-tree/fails.ts";
import type { Judgement } from "../../kit/faces/finding.ts";
import type { Host } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";
import { listed } from "../../util/names.ts";
import type { Availability } from "../availability/availability.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { singlePoints } from "./shared/evidence.ts";

/** A zone or rack whose loss takes so many members of a redundant tier that the tier is down. */
export const cutSetSharedDomain: Rule = {
  id: "cut-set-shared-domain",
  section: "availability",
  severity: "warning",
  title: "Hosts that stand in for each other share a failure domain.",
  why: "A second host helps only against what takes one of them. Two hosts behind one switch, on one hypervisor or in one data centre are lost together, and the redundancy that was paid for is not there in that moment.",
  mend: "Move one of them to another rack or zone; of three voting databases no two in the same.",
  drill: "kill-domain",
  falsePositive: "The provider moves what stands in a lost zone to another one by itself, fast enough.",
  references: [
    {
      title: "AWS Well-Architected, REL10-BP01: deploy the workload to multiple locations",
      url: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html",
    },
    {
      title: "Ford et al., Availability in Globally Distributed Storage Systems, OSDI 2010",
      url: "https://www.usenix.org/conference/osdi10/availability-globally-distributed-storage-systems",
    },
  ],
  judge: (context) => {
    const tiers = tiersOf(context.infra).filter((tier) => hasSpare(tier, context.infra));
    const shared = domainsOf(context.infra.hosts).flatMap((domain) => {
      const taken = tiers.filter((tier) => takes(context.availability, domain, tier));
      return taken.length === 0 ? [] : [{ domain, tiers: taken }];
    });
    // Who leaves the zone leaves the rack as well.
    const outer = shared.filter((it) => !shared.some((other) => encloses(other, it)));
    return outer.map(({ domain, tiers: taken }) => judged(context, domain, taken));
  },
};

/** A zone or a rack, and who stands in it. */
interface Domain {
  readonly kind: "zone" | "rack";
  readonly name: string;
  /** Its component in the fault tree. */
  readonly id: string;
  readonly hosts: ReadonlySet<string>;
}

function domainsOf(hosts: readonly Host[]): readonly Domain[] {
  const domains = new Map<string, Domain & { readonly hosts: Set<string> }>();
  for (const host of hosts) {
    for (const kind of ["zone", "rack"] as const) {
      const name = host[kind];
      if (name === undefined) continue;
      const id = `${kind}:${name}`;
      const domain = domains.get(id) ?? { kind, name, id, hosts: new Set<string>() };
      domain.hosts.add(host.name);
      domains.set(id, domain);
    }
  }
  return [...domains.values()];
}

function takes({ tree, outages }: Availability, domain: Domain, tier: Tier): boolean {
  if (membersIn(domain, tier).length < 2) return false;
  return occurs(outages.get(tier.role) ?? "", tree.gates, (event) => event === domain.id);
}

interface Shared {
  readonly domain: Domain;
  readonly tiers: readonly Tier[];
}

function encloses(zone: Shared, rack: Shared): boolean {
  if (zone.domain.kind !== "zone" || rack.domain.kind !== "rack") return false;
  return [...rack.domain.hosts].every((host) => zone.domain.hosts.has(host)) && rack.tiers.every((tier) => zone.tiers.includes(tier));
}

function membersIn(domain: Domain, tier: Tier): readonly string[] {
  return tier.members.map((host) => host.name).filter((name) => domain.hosts.has(name));
}

function judged({ infra, availability }: CheckContext, domain: Domain, tiers: readonly Tier[]): Judgement {
  const members = tiers.map((tier) => ({ tier, names: membersIn(domain, tier) }));
  const hosts = [...new Set(members.flatMap(({ names }) => names))];
  const { kind } = domain;
  const label = `${kind} ${domain.name}`;
  const others = [...new Set(infra.hosts.map((host) => host[kind]))].filter((it) => it !== undefined && `${kind}:${it}` !== domain.id);
  const movers = [...new Set(members.flatMap(({ names }) => names.at(-1) ?? []))];
  const [moved = ""] = movers;
  const target = others.length === 0 ? `another ${kind}` : `another ${kind} (there is ${listed(others as string[])})`;
  return {
    entity: domain.id,
    title: `${listed(hosts)} stand in ${label} together.`,
    why: `When ${label} loses power, cooling or network, ${listed(members.map(({ tier, names }) => `${names.length} of ${tier.members.length} ${wordsOf(tier.role).many}`))} go with it, and ${infra.domain} is down although ${tiers.length === 1 ? "the tier is" : "each of these tiers is"} redundant.`,
    evidence: [
      ...singlePoints(availability, (it) => it.id === domain.id),
      ...members.map(({ tier, names }) => `${wordsOf(tier.role).many} in ${label}: ${listed(names)}; ${tier.because}`),
    ],
    fix: {
      kind: "advice",
      title: `Move ${listed(movers)} to ${target}, and say so in hosts.${moved}.${kind}${movers.length === 1 ? "" : " and so on"}.`,
    },
    hosts,
    path: `hosts.${moved}.${kind}`,
  };
}
