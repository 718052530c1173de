import { wordsOf } from "../../catalog/roles.ts";
import type { FixOption, Judgement } from "../../kit/faces/finding.ts";
import { moreLike } from "../../kit/new-host.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { webWithoutApp } from "../../model/tiers.ts";
import { hasVirtualAddress } from "../../model/virtual-address.ts";
import { listed } from "../../util/names.ts";
import { grouped } from "../../util/number.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { few } from "./shared/evidence.ts";
import { optionsOr } from "./shared/options.ts";

type LoadTier = "balancer" | "web" | "app";

/** What is left of a tier after the loss of one host, against the declared peak. */
interface Survivors {
  readonly role: LoadTier;
  readonly hosts: readonly Host[];
  /** The host whose loss costs most. */
  readonly lost: Host;
  /** Requests a second that the others carry. */
  readonly left: number;
  readonly peak: number;
}

/** Tiers that cannot carry the declared peak once a host is lost. */
export const capacityAfterLoss: Rule = {
  id: "capacity-after-loss",
  section: "availability",
  severity: "error",
  title: "The survivors of one loss cannot carry the declared peak.",
  why: "Redundancy that is needed to carry the load is none: after the loss of one host the others get more than they can serve, queues fill, health checks fail, and they go down one after the other.",
  mend: "One host more than the peak needs, or stronger ones.",
  drill: "load",
  falsePositive: "The peak is declared with the margin for a loss already in it.",
  references: [
    {
      title: "Site Reliability Engineering, Addressing Cascading Failures",
      url: "https://sre.google/sre-book/addressing-cascading-failures/",
    },
    {
      title: "Site Reliability Engineering, Service Best Practices: capacity N+2",
      url: "https://sre.google/sre-book/service-best-practices/",
    },
  ],
  judge: (context) => overloaded(context.infra).map((it) => judged(context, it)),
};

/** Fires only where the file says the peak and what every host of the tier can serve. */
function overloaded(infra: Infrastructure): readonly Survivors[] {
  const peak = infra.objectives.peakQps;
  if (peak === undefined) return [];
  const roles: readonly LoadTier[] = ["balancer", "web", ...(webWithoutApp(infra).length > 0 ? (["app"] as const) : [])];
  return roles.flatMap((role) => {
    const hosts = hostsOf(infra, role);
    const capacities = hosts.flatMap((host) => host.capacityQps ?? []);
    // A tier of one has another rule.
    if (hosts.length < 2 || capacities.length < hosts.length) return [];
    const lost = hosts.reduce((most, host) => ((host.capacityQps ?? 0) > (most.capacityQps ?? 0) ? host : most));
    const others = hosts.filter((host) => host !== lost).map((host) => host.capacityQps ?? 0);
    // Of balancers that share an address one carries all, whichever it is.
    const left = role === "balancer" && hasVirtualAddress(infra) ? Math.min(...others) : others.reduce((sum, it) => sum + it, 0);
    return left < peak ? [{ role, hosts, lost, left, peak }] : [];
  });
}

function judged(context: CheckContext, { role, hosts, lost, left, peak }: Survivors): Judgement {
  const { infra } = context;
  const others = hosts.filter((host) => host !== lost).map((host) => host.name);
  return {
    entity: role,
    title: `Without ${lost.name}, the ${wordsOf(role).host}s carry ${grouped(left)} of ${grouped(peak)} requests a second.`,
    why: `When ${lost.name} is lost at the busiest time, ${listed(others)} ${others.length === 1 ? "gets" : "get"} ${grouped(peak)} requests a second and can serve ${grouped(left)}: answers of ${infra.domain} queue up until they time out, and not only for those whom ${lost.name} served.`,
    evidence: [
      `objectives.peakQps: ${grouped(peak)}`,
      ...few(hosts.map((host) => `hosts.${host.name}.capacityQps: ${grouped(host.capacityQps ?? 0)}`)),
    ],
    fix: optionsOr(
      context,
      role === "balancer" ? [] : [oneMore(infra, role, hosts, peak - left)],
      (it) => !overloaded(it).some((other) => other.role === role),
      role === "balancer"
        ? `Balancers that can each carry ${grouped(peak)} requests a second.`
        : `More ${wordsOf(role).host}s, or stronger ones: without any one of them ${grouped(peak)} requests a second have to be carried.`,
    ),
    hosts: hosts.map((host) => host.name),
    path: "objectives.peakQps",
  };
}

/** As many hosts like the strongest as make up for what is missing. */
function oneMore(infra: Infrastructure, role: "web" | "app", hosts: readonly Host[], missing: number): FixOption | undefined {
  const like = hosts.reduce((most, host) => ((host.capacityQps ?? 0) > (most.capacityQps ?? 0) ? host : most));
  const count = Math.ceil(missing / (like.capacityQps ?? 1));
  return Number.isFinite(count) && count <= 100 ? moreLike(infra, like, role, count, hosts) : undefined;
}
