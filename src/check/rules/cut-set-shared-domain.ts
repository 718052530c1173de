import type { Infrastructure } from "../../model/infrastructure.ts";
import { compileTree, type Skeleton } from "../availability/compile-tree.ts";
import { fails } from "../availability/fails.ts";
import { hasSpare, type Tier } from "../availability/tiers.ts";
import type { Draft } from "../availability/tree-builder.ts";
import type { Judgement } from "../finding.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { singlePoints } from "./shared/evidence.ts";
import { listed } from "./shared/names.ts";

const WORDS = { balancer: "balancers", web: "web servers", app: "apps", database: "databases" } as const;

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
    const skeleton = compileTree(context.infra);
    const shared = [...skeleton.drafts.values()].flatMap((domain) => {
      if (domain.kind !== "zone" && domain.kind !== "rack") return [];
      const tiers = skeleton.tiers.filter((tier) => takes(context.infra, skeleton, domain, tier));
      return tiers.length === 0 ? [] : [{ domain, tiers }];
    });
    // Who leaves the zone leaves the rack as well.
    const outer = shared.filter(({ domain, tiers }) => !shared.some((other) => encloses(other, { domain, tiers })));
    return outer.map(({ domain, tiers }) => judged(context, domain, tiers));
  },
};

function takes(infra: Infrastructure, skeleton: Skeleton, domain: Draft, tier: Tier): boolean {
  if (!hasSpare(tier, infra) || membersIn(domain, tier).length < 2) return false;
  return fails(skeleton.outages.get(tier.role) ?? "", skeleton.gates, (event) => event === domain.id);
}

interface Shared {
  readonly domain: Draft;
  readonly tiers: readonly Tier[];
}

function encloses(zone: Shared, rack: Shared): boolean {
  if (zone.domain.kind !== "zone" || rack.domain.kind !== "rack") return false;
  const inside = new Set(zone.domain.hosts);
  return rack.domain.hosts.every((host) => inside.has(host)) && rack.tiers.every((tier) => zone.tiers.includes(tier));
}

function membersIn(domain: Draft, tier: Tier): readonly string[] {
  const inside = new Set(domain.hosts);
  return tier.members.map((host) => host.name).filter((name) => inside.has(name));
}

function judged({ infra, availability }: CheckContext, domain: Draft, tiers: readonly Tier[]): Judgement {
  const members = tiers.map((tier) => ({ tier, names: membersIn(domain, tier) }));
  const hosts = [...new Set(members.flatMap(({ names }) => names))];
  const kind = domain.kind as "zone" | "rack";
  const others = [...new Set(infra.hosts.map((host) => host[kind]))].filter((it) => it !== undefined && `${kind}:${it}` !== domain.id);
  const movers = [...new Set(members.flatMap(({ names }) => names.at(-1) ?? []))];
  const [moved = ""] = movers;
  const target = others.length === 0 ? `another ${kind}` : `another ${kind} (there is ${listed(others as string[])})`;
  return {
    entity: domain.id,
    title: `${listed(hosts)} stand in ${domain.label} together.`,
    why: `When ${domain.label} loses power, cooling or network, ${listed(members.map(({ tier, names }) => `${names.length} of ${tier.members.length} ${WORDS[tier.role]}`))} go with it, and ${infra.domain} is down although ${tiers.length === 1 ? "the tier is" : "each of these tiers is"} redundant.`,
    evidence: [
      ...singlePoints(availability, (it) => it.id === domain.id),
      ...members.map(({ tier, names }) => `${WORDS[tier.role]} in ${domain.label}: ${listed(names)}; ${tier.because}`),
    ],
    fix: {
      kind: "advice",
      title: `Move ${listed(movers)} to ${target}, and say so in hosts.${moved}.${kind}${movers.length === 1 ? "" : " and so on"}.`,
    },
    hosts,
    path: `hosts.${moved}.${kind}`,
  };
}
