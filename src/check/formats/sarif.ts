import type { JudgedFinding, Severity } from "../../kit/faces/finding.ts";
import type { Rule } from "../rule.ts";
import { fixLines } from "../words.ts";
import { findingPath, type Judged } from "./format.ts";

const LEVELS = { error: "error", warning: "warning", info: "note" } as const satisfies Record<Severity, string>;

/** OASIS SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code hosts take it in. */
export function formatSarif(judged: Judged): string {
  const { infra, verdict, version } = judged;
  const places = new Map(verdict.rules.map((rule, index) => [rule.id, index]));
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Bartizan", version, rules: verdict.rules.map(descriptor) } },
        // Keeps the results of several infrastructures in one repository apart.
        automationDetails: { id: `bartizan/${infra.name}/` },
        results: verdict.findings.map((finding) => resultOf(finding, places.get(finding.rule) ?? -1, judged)),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function descriptor(rule: Rule): object {
  const [reference] = rule.references;
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.why },
    help: { text: `${rule.mend}\n\nProved by the drill ${rule.drill}. When it would be wrong: ${rule.falsePositive}` },
    ...(reference === undefined ? {} : { helpUri: reference.url }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { tags: [rule.section, ...(rule.starred === true ? ["whiteboard"] : [])] },
  };
}

function resultOf(finding: JudgedFinding, ruleIndex: number, { uri, lineOf }: Judged): object {
  const { id, rule, severity, title, why, evidence, fix, hosts, waived } = finding;
  const place = findingPath(finding);
  const names = [...new Set([...(place === undefined ? [] : [place]), ...hosts.map((host) => `hosts.${host}`)])];
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: {
      text: [`${title} ${why}`, evidence.map((line) => `- ${line}`).join("\n"), fixLines(fix).join("\n")]
        .filter((it) => it !== "")
        .join("\n\n"),
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine: place === undefined ? 1 : lineOf(place) },
        },
        logicalLocations: names.map((name) => ({ fullyQualifiedName: name, kind: "member" })),
      },
    ],
    partialFingerprints: { "identity/v1": id },
    ...(waived === undefined
      ? {}
      : {
          suppressions: [
            { kind: "inSource", status: "accepted", justification: `${waived.reason} (${waived.owner}, until ${waived.until})` },
          ],
        }),
  };
}
