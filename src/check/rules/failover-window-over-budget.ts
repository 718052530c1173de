import { roleOf } from "../../catalog/roles.ts";
import { tiersOf } from "../../catalog/tiers.ts";
import type { Fix, Judgement } from "../../kit/faces/finding.ts";
import type { Infrastructure, Role } from "../../model/infrastructure.ts";
import { secondsWords } from "../../util/durations.ts";
import type { FailoverWindow } from "../availability/failover.ts";
import { minutesAYear } from "../availability/reliability-table.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { downtimeWords } from "../words.ts";
import { optionsOr } from "./shared/options.ts";

/** The interval that Bartizan takes when the file says none: the address moves within about a second. */
const QUICK_SECONDS = 0.3;

/** Change-overs that alone use up the downtime that the objective allows, or that take longer than the site may be gone. */
export const failoverWindowOverBudget: Rule = {
  id: "failover-window-over-budget",
  section: "availability",
  severity: "warning",
  title: "Change-overs take longer than the objectives allow.",
  why: "Redundancy turns an outage into a pause, and pauses add up: the expected number of failures a year times the seconds until another one serves. No fault tree shows them.",
  mend: "Shorter intervals between checks and advertisements, as short as the network allows without false alarms.",
  drill: "kill-balancer",
  falsePositive: "A drill has measured shorter pauses than these settings promise.",
  references: [{ title: "RFC 9568, section 6.1: Active_Down_Interval", url: "https://www.rfc-editor.org/rfc/rfc9568#section-6.1" }],
  judge: (context) => {
    const { infra, availability } = context;
    const { failover } = availability;
    const overBudget = minutesOf(failover) > budgetMinutes(infra);
    return tiersOf(infra).flatMap(({ role, members }) => {
      const windows = failover.filter((window) => window.tier === role);
      const worst = windows.reduce<FailoverWindow | undefined>(
        (a, b) => (a === undefined || b.secondsEach > a.secondsEach ? b : a),
        undefined,
      );
      if (worst === undefined) return [];
      // Of what is over the budget together, the tier that takes most of it is the one to tune.
      const most =
        overBudget &&
        minutesOf(windows) >= Math.max(...tiersOf(infra).map((tier) => minutesOf(failover.filter((it) => it.tier === tier.role))));
      const pause = pauseOf(role, worst, members.length);
      const tooLong = pause > (infra.objectives.recoveryTimeSeconds ?? Number.POSITIVE_INFINITY);
      return most || tooLong ? [judged(context, { role, windows, worst, pause, tooLong })] : [];
    });
  },
};

/** The pause that somebody sees: where only a share of the requests waits, those wait all of it. */
function pauseOf(role: Role, window: FailoverWindow, members: number): number {
  return roleOf(role).shared ? window.secondsEach * members : window.secondsEach;
}

function minutesOf(windows: readonly FailoverWindow[]): number {
  return windows.reduce((sum, { secondsEach, timesPerYear }) => sum + secondsEach * timesPerYear, 0) / 60;
}

function budgetMinutes(infra: Infrastructure): number {
  const target = infra.objectives.availability;
  return target === undefined ? Number.POSITIVE_INFINITY : minutesAYear(1 - target);
}

interface Long {
  readonly role: string;
  readonly windows: readonly FailoverWindow[];
  readonly worst: FailoverWindow;
  /** Seconds that somebody waits. */
  readonly pause: number;
  /** Whether the pause alone is longer than the site may be gone. */
  readonly tooLong: boolean;
}

function judged(context: CheckContext, { role, windows, worst, pause, tooLong }: Long): Judgement {
  const { infra, availability } = context;
  const times = windows.reduce((sum, { timesPerYear }) => sum + timesPerYear, 0);
  const label = availability.components.get(worst.component)?.label ?? worst.component;
  const { recoveryTimeSeconds = 0 } = infra.objectives;
  const limit = tooLong
    ? `${secondsWords(recoveryTimeSeconds)} in which the site has to be back`
    : `${downtimeWords(budgetMinutes(infra))} a year that the objective leaves for everything`;
  return {
    entity: role,
    title: `A change-over of the ${role} tier takes ${secondsWords(pause)}, more than the objectives allow.`,
    why: `When ${label} fails, requests of ${infra.domain} wait ${secondsWords(pause)} until another one serves. About ${times.toFixed(1)} such change-overs are to be expected a year; against them stand the ${limit}.`,
    evidence: [`${secondsWords(pause)}: ${worst.from}`, `all change-overs of the tier: ${downtimeWords(minutesOf(windows))} a year`],
    fix: fixOf(context, role),
    hosts: [...new Set(windows.flatMap(({ component }) => availability.components.get(component)?.host ?? []))],
    path: tooLong ? "objectives.recoveryTimeSeconds" : "objectives.availability",
  };
}

function fixOf(context: CheckContext, role: string): Fix {
  const { advertiseSeconds } = context.infra.balancer;
  const quicker =
    role === "balancer" && advertiseSeconds > QUICK_SECONDS
      ? {
          title: `An advertisement every ${QUICK_SECONDS} s instead of every ${advertiseSeconds} s.`,
          edits: [{ path: ["balancer", "advertiseSeconds"], value: QUICK_SECONDS }],
          addedHosts: [],
        }
      : undefined;
  return optionsOr(
    context,
    [quicker],
    () => true,
    "Measure the change-over with a drill, and shorten its intervals or state a longer time.",
  );
}
