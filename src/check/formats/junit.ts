import type { JudgedFinding } from "../../kit/faces/finding.ts";
import { RULE_SECTIONS } from "../../kit/faces/rule.ts";
import { escapeXml } from "../../util/xml.ts";
import type { Rule } from "../rule.ts";
import { fixLines } from "../words.ts";
import { fails, type Judged } from "./format.ts";

interface TestCase {
  readonly result: "passed" | "failed" | "skipped";
  readonly xml: string;
}

/**
 * JUnit XML as CI servers read it: a suite a section, a case a rule that found nothing, a case a finding. What does not make the
 * check fail passes, with its words as output; what is waived is skipped.
 */
export function formatJunit(judged: Judged): string {
  const suites = RULE_SECTIONS.flatMap((section) => {
    const rules = judged.verdict.rules.filter((rule) => rule.section === section);
    return rules.length === 0 ? [] : [{ name: section, cases: rules.flatMap((rule) => casesOf(rule, judged)) }];
  });
  const all = suites.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="bartizan check" ${counts(all)}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${escapeXml(name)}" ${counts(cases)} timestamp="${judged.verdict.today}T00:00:00">`,
      ...cases.map((it) => it.xml),
      "  </testsuite>",
    ]),
    "</testsuites>",
  ].join("\n");
}

function counts(cases: readonly TestCase[]): string {
  const count = (result: TestCase["result"]): number => cases.filter((it) => it.result === result).length;
  return `tests="${cases.length}" failures="${count("failed")}" errors="0" skipped="${count("skipped")}" time="0"`;
}

function casesOf(rule: Rule, { verdict, failOn }: Judged): readonly TestCase[] {
  const findings = verdict.findings.filter((it) => it.rule === rule.id);
  if (findings.length === 0) return [{ result: "passed", xml: `    <testcase classname="${rule.section}" name="${rule.id}" time="0"/>` }];
  return findings.map((finding) => {
    const { result, inner } = outcome(finding, fails(finding, failOn));
    const head = `    <testcase classname="${rule.section}" name="${escapeXml(finding.id)}" time="0">`;
    return { result, xml: [head, inner, "    </testcase>"].join("\n") };
  });
}

function outcome(finding: JudgedFinding, failed: boolean): { readonly result: TestCase["result"]; readonly inner: string } {
  const { waived, severity, title, why, evidence, fix } = finding;
  const text = escapeXml([title, why, ...evidence.map((line) => `- ${line}`), ...fixLines(fix)].join("\n"));
  if (waived !== undefined) {
    const message = `waived by ${waived.owner} until ${waived.until}: ${waived.reason}`;
    return { result: "skipped", inner: `      <skipped message="${escapeXml(message)}"/>` };
  }
  if (!failed) return { result: "passed", inner: `      <system-out>${severity}: ${text}</system-out>` };
  return { result: "failed", inner: `      <failure type="${severity}" message="${escapeXml(title)}">${text}</failure>` };
}
