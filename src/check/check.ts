import { type Finding, type JudgedFinding, SEVERITIES } from "../kit/faces/finding.ts";
import type { Waiver } from "../model/infrastructure.ts";
import { fail } from "../util/errors.ts";
import { type Availability, availabilityOf } from "./availability/availability.ts";
import { selection } from "./only.ts";
import type { CheckContext, Rule } from "./rule.ts";
import { RULES } from "./rules.ts";
import { weighed } from "./waivers.ts";

/** What is judged, and how. */
export interface CheckInputs extends Omit<CheckContext, "availability" | "found"> {
  /** Rules (`plaintext-hop`) and findings (`plaintext-hop@lb1->srv1`) that are asked for; all when absent. */
  readonly only?: readonly string[];
  /** Whether the file's waivers count; they do when absent. */
  readonly waivers?: boolean;
}

/** What the check says of an infrastructure. */
export interface Verdict {
  /** The day of the check, `YYYY-MM-DD`. */
  readonly today: string;
  /** The worst first; within a severity in the order of the rules, then by entity. Waived ones are among them. */
  readonly findings: readonly JudgedFinding[];
  /** Waivers whose last day is over and whose finding is therefore back. */
  readonly expiredWaivers: readonly Waiver[];
  /** Waived or not, what is there counts: a waiver cannot change physics. */
  readonly availability: Availability;
  /** The rules whose findings were asked for. */
  readonly rules: readonly Rule[];
}

/**
 * Judges an infrastructure by every rule. Pure and deterministic. Throws `BZ_CHECK_UNKNOWN` for a rule or a finding in `only` that
 * is none, `BZ_INTERNAL` when two findings share an identity.
 */
export function check(inputs: CheckInputs, rules: readonly Rule[] = RULES): Verdict {
  const { only, today } = inputs;
  const selected = selection(only, rules);
  const context = contextOf(inputs.waivers === false ? { ...inputs, infra: { ...inputs.infra, waivers: [] } } : inputs);
  // By every rule, whatever is asked for: some look at what others have found.
  const findings = selected.findings(findingsOf(context, rules));
  const { judged, expired } = weighed(findings, context.infra.waivers, today);
  return { today, findings: sorted(judged, rules), expiredWaivers: expired, availability: context.availability, rules: selected.rules };
}

/** What a rule may look at when it is the first one. */
export function contextOf({ only: _, waivers: __, ...inputs }: CheckInputs): CheckContext {
  return { ...inputs, availability: availabilityOf(inputs.infra), found: [] };
}

function findingsOf(context: CheckContext, rules: readonly Rule[]): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const rule of rules) {
    for (const judgement of rule.judge({ ...context, found: [...found.values()] })) {
      const finding = { ...judgement, id: `${rule.id}@${judgement.entity}`, rule: rule.id, severity: judgement.severity ?? rule.severity };
      if (found.has(finding.id)) throw fail("BZ_INTERNAL", { where: "check", found: `two findings called ${finding.id}` });
      found.set(finding.id, finding);
    }
  }
  return [...found.values()];
}

function sorted(findings: readonly JudgedFinding[], rules: readonly Rule[]): readonly JudgedFinding[] {
  const places = new Map(rules.map((rule, index) => [rule.id, index]));
  const keyed = findings.map((finding) => ({
    finding,
    severity: SEVERITIES.indexOf(finding.severity),
    rule: places.get(finding.rule) ?? 0,
    // `srv2` before `srv10`, and the same on every machine whatever its locale.
    entity: `${finding.entity.replaceAll(/\d+/g, (digits) => digits.padStart(10, "0"))} ${finding.entity}`,
  }));
  keyed.sort((a, b) => a.severity - b.severity || a.rule - b.rule || (a.entity < b.entity ? -1 : 1));
  return keyed.map(({ finding }) => finding);
}
