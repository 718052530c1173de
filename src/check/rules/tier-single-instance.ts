import { BEHIND, roleOf, wordsOf } from "../../catalog/roles.ts";
import type { FixOption, Judgement } from "../../kit/faces/finding.ts";
import { anotherHost, takenBy } from "../../kit/new-host.ts";
import { type Host, hostsOf, type Infrastructure, type Role } from "../../model/infrastructure.ts";
import { hoursWords } from "../../util/durations.ts";
import { listed } from "../../util/names.ts";
import { lossOf } from "../availability/loss.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { singlePoints } from "./shared/evidence.ts";
import { optionsOr } from "./shared/options.ts";

/** A tier behind the balancer that one host makes up. */
export const tierSingleInstance: Rule = {
  id: "tier-single-instance",
  section: "availability",
  severity: "error",
  title: "A tier consists of one host.",
  why: "Each request needs every tier. One that a single host makes up is down for as long as that host is, and for every reboot and every update in between.",
  mend: "A second host for the tier.",
  drill: "kill-host",
  falsePositive: "An outage of some hours is accepted, in writing, by those who use the site.",
  references: [
    {
      title: "AWS Well-Architected, Reliability Pillar: availability",
      url: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/availability.html",
    },
  ],
  judge: (context) => {
    const byHost = new Map<Host, Role[]>();
    for (const [role, host] of singles(context.infra)) byHost.set(host, [...(byHost.get(host) ?? []), role]);
    return [...byHost].map(([host, roles]) => judged(context, host, roles));
  },
};

function singles(infra: Infrastructure): readonly (readonly [Role, Host])[] {
  return BEHIND.flatMap((role) => {
    const [only, ...more] = hostsOf(infra, role);
    return only === undefined || more.length > 0 ? [] : [[role, only] as const];
  });
}

function judged(context: CheckContext, host: Host, roles: readonly Role[]): Judgement {
  const { infra, availability } = context;
  const what = listed(roles.map((role) => wordsOf(role).one));
  const lasts = hoursWords(lossOf(infra, host).repairHours);
  const data = roles.some((role) => roleOf(role).stores) ? " The data exist once: what its disk loses is lost." : "";
  return {
    entity: host.name,
    title: `${host.name} alone runs ${what}.`,
    why: `When ${host.name} fails, nobody takes over ${what}, and ${infra.domain} is down until it is repaired: about ${lasts} each time.${data}`,
    evidence: singlePoints(availability, (it) => it.host === host.name && (it.kind === "host" || roles.includes(it.kind as Role))),
    fix: optionsOr(
      context,
      [oneMore(infra, host, roles)],
      (it) => !singles(it).some(([role]) => roles.includes(role)),
      `Add a second host that runs ${what}.`,
    ),
    hosts: [host.name],
    path: `hosts.${host.name}.runs`,
  };
}

function oneMore(infra: Infrastructure, host: Host, roles: readonly Role[]): FixOption | undefined {
  const second = anotherHost(host, roles, takenBy(infra));
  if (second === undefined) return undefined;
  const notes = roles.flatMap((role) => roleOf(role).second?.(infra, host.name) ?? []);
  return {
    title: `A second host ${second.name} that runs ${listed(roles.map((role) => wordsOf(role).one))}.`,
    edits: [second.edit],
    addedHosts: [second.name],
    ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
  };
}
