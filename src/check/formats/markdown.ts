import type { JudgedFinding } from "../../kit/faces/finding.ts";
import { escapeXml } from "../../util/xml.ts";
import {
  assumptionWords,
  availabilityWords,
  changeOverMinutes,
  cutSetWords,
  downtimeWords,
  fixLines,
  methodWords,
  tallied,
  tallyWords,
} from "../words.ts";
import type { Judged } from "./format.ts";
import { code, escapeMarkdown, markdownTable, prose } from "./markdown-text.ts";

/** A comment for a pull request: a table of the findings, each with its reasons folded away, and the modelled availability. */
export function formatMarkdown({ infra, verdict, file }: Judged): string {
  const { findings, availability } = verdict;
  const open = findings.filter((it) => it.waived === undefined);
  const waived = findings.filter((it) => it.waived !== undefined);
  const drills = new Map(verdict.rules.map((rule) => [rule.id, rule.drill]));
  return [
    `## ${escapeMarkdown(infra.name)}: ${tallyWords(tallied(findings))}`,
    "",
    `${code(file)}, ${escapeMarkdown(infra.domain)}. Modelled downtime **${downtimeWords(availability.downtimeMinutes)} a year**, availability ` +
      `${availabilityWords(availability.unavailability)} (${methodWords(availability)}; ${assumptionWords(availability)}).`,
    "",
    ...(open.length === 0
      ? []
      : [
          markdownTable(["", "finding", "what was found"], open.map(row)),
          "",
          ...open.flatMap((it) => details(it, drills.get(it.rule) ?? "")),
        ]),
    ...(waived.length === 0 ? [] : ["### Waived", "", markdownTable(["finding", "reason", "owner", "until"], waived.map(waivedRow)), ""]),
    ...cutSets(availability),
  ]
    .join("\n")
    .trimEnd();
}

function row({ severity, id, title, expired }: JudgedFinding): readonly string[] {
  const note = expired === undefined ? "" : ` (the waiver of ${expired.owner} ended on ${expired.until})`;
  return [severity === "error" ? "**error**" : severity, code(id), prose(title + note)];
}

function waivedRow({ id, waived }: JudgedFinding): readonly string[] {
  return [code(id), escapeMarkdown(waived?.reason ?? ""), escapeMarkdown(waived?.owner ?? ""), waived?.until ?? ""];
}

function details({ id, why, evidence, fix }: JudgedFinding, drill: string): readonly string[] {
  return [
    `<details><summary><code>${escapeXml(id)}</code></summary>`,
    "",
    prose(why),
    "",
    ...evidence.map((line) => `- ${prose(line)}`),
    "",
    `**Mend:** ${fixLines(fix).map(prose).join("<br>")}`,
    "",
    `**Drill:** ${escapeMarkdown(drill)}`,
    "",
    "</details>",
    "",
  ];
}

function cutSets(availability: Judged["verdict"]["availability"]): readonly string[] {
  const most = availability.cutSets.toSorted((a, b) => b.minutes - a.minutes).slice(0, 10);
  if (most.length === 0) return [];
  const rows = most.map((it) => [escapeMarkdown(cutSetWords(availability, it.components)), downtimeWords(it.minutes)]);
  const windows = changeOverMinutes(availability);
  if (windows > 0) rows.push(["change-overs", downtimeWords(windows)]);
  return ["### What the downtime comes from", "", markdownTable(["lost together", "a year"], rows)];
}
