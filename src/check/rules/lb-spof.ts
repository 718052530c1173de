import { roleOf, wordsOf } from "../../catalog/roles.ts";
import type { FixOption, Judgement } from "../../kit/faces/finding.ts";
import { takenBy } from "../../kit/new-host.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { hasVirtualAddress } from "../../model/virtual-address.ts";
import { hoursWords } from "../../util/durations.ts";
import { listed } from "../../util/names.ts";
import { lossOf } from "../availability/loss.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { singlePoints } from "./shared/evidence.ts";
import { optionsOr } from "./shared/options.ts";

const ADVICE = "Add a second balancer and an address that moves between the two (balancer.virtualAddress).";

/** Nobody takes over from a balancer: there is one, or each has an address of its own. */
export const lbSpof: Rule = {
  id: "lb-spof",
  section: "availability",
  starred: true,
  severity: "error",
  title: "One load balancer carries all traffic.",
  why: "Whatever stands behind it, the site is as available as this one machine: its loss, its updates and its mistakes are everybody's outage. Two addresses in the DNS do not help, because resolvers and browsers go on using the address of the dead one.",
  mend: "A second balancer, and a virtual address that moves to it within about a second (VRRP).",
  drill: "kill-balancer",
  falsePositive: "A provider's own load balancer or anycast stands in front and takes a dead balancer out by itself.",
  references: [
    { title: "RFC 9568, Virtual Router Redundancy Protocol (VRRP) Version 3", url: "https://www.rfc-editor.org/rfc/rfc9568" },
    { title: "Site Reliability Engineering, Load Balancing at the Frontend", url: "https://sre.google/sre-book/load-balancing-frontend/" },
  ],
  judge: (context) => {
    const balancers = hostsOf(context.infra, "balancer");
    const [first] = balancers;
    if (first === undefined || !alone(context.infra)) return [];
    return [balancers.length === 1 ? single(context, first) : apart(context, balancers)];
  },
};

function alone(infra: Infrastructure): boolean {
  return hostsOf(infra, "balancer").length < 2 || !hasVirtualAddress(infra);
}

/** The usual ones: those after which the balancers are no less alone are left out. */
function improvements(infra: Infrastructure): readonly FixOption[] {
  return (
    roleOf("balancer")
      .improvements?.(infra, takenBy(infra))
      .map(({ option }) => option) ?? []
  );
}

function single(context: CheckContext, host: Host): Judgement {
  const { infra, availability } = context;
  const web = hostsOf(infra, "web")
    .filter((it) => it.name !== host.name)
    .map((it) => it.name);
  const behind = web.length === 0 ? "" : ` although ${listed(web)} would serve,`;
  const lasts = hoursWords(lossOf(infra, host).repairHours);
  return {
    entity: host.name,
    title: `${host.name} is the only load balancer.`,
    why: `Every request to ${infra.domain} passes through ${host.name}. When its machine or its ${wordsOf("balancer").program} fails, nobody reaches the site,${behind} until ${host.name} is repaired: about ${lasts} each time.`,
    evidence: singlePoints(availability, (it) => it.host === host.name && (it.kind === "balancer" || it.kind === "host")),
    fix: optionsOr(context, improvements(infra), (it) => !alone(it), ADVICE),
    hosts: [host.name],
    path: `hosts.${host.name}.runs`,
  };
}

function apart(context: CheckContext, balancers: readonly Host[]): Judgement {
  const { infra, availability } = context;
  const names = balancers.map((host) => host.name);
  return {
    entity: "balancer",
    title: `${listed(names)} have no address in common.`,
    why: `Clients of ${infra.domain} stay with the address that the DNS gave them. When one of ${listed(names)} fails, its share of the visitors, about 1 in ${names.length}, is cut off until it is repaired; nothing moves them to the others.`,
    evidence: singlePoints(availability, (it) => names.includes(it.host ?? "") && (it.kind === "balancer" || it.kind === "host")),
    fix: optionsOr(context, improvements(infra), (it) => !alone(it), ADVICE),
    hosts: names,
    path: "balancer.virtualAddress",
  };
}
