import type { Component } from "../../kit/faces/component.ts";
import { type Fix, type JudgedFinding, SEVERITIES, type Severity } from "../../kit/faces/finding.ts";
import type { Reliability } from "../../model/infrastructure.ts";
import { contentPolicy, htmlPage } from "../../util/html.ts";
import { grouped } from "../../util/number.ts";
import { escapeXml } from "../../util/xml.ts";
import type { Availability } from "../availability/availability.ts";
import {
  assumptionWords,
  availabilityWords,
  changeOverMinutes,
  cutSetWords,
  downtimeWords,
  editWords,
  methodWords,
  tallied,
  tallyWords,
} from "../words.ts";
import type { Judged } from "./format.ts";
import { STYLE } from "./html-style.ts";

const HEADINGS = { error: "Errors", warning: "Warnings", info: "Worth knowing" } as const satisfies Record<Severity, string>;

/** The verdict as one page that needs nothing else: no script, no font, no picture; light or dark as the reader has it. */
export function formatHtml({ infra, verdict, file, version }: Judged): string {
  const { findings, availability, today } = verdict;
  const drills = new Map(verdict.rules.map((rule) => [rule.id, rule.drill]));
  const open = findings.filter((it) => it.waived === undefined);
  const waived = findings.filter((it) => it.waived !== undefined);
  const body = `<header>
<p class="meta">${escapeXml(file)} · ${escapeXml(today)}</p>
<h1>${escapeXml(infra.name)} <small>${escapeXml(infra.domain)}</small></h1>
<p class="tally">${escapeXml(tallyWords(tallied(findings)))}</p>
</header>
<main>
${availabilitySection(availability)}
${SEVERITIES.map((severity) =>
  severitySection(
    severity,
    open.filter((it) => it.severity === severity),
    drills,
  ),
).join("")}${waivedSection(waived)}${componentsSection(availability)}</main>
<footer>Bartizan ${escapeXml(version)}. ${verdict.rules.length} rules were looked at.</footer>`;
  return htmlPage({
    title: `${infra.name}: ${tallyWords(tallied(findings))}`,
    meta: [contentPolicy("default-src 'none'; style-src 'unsafe-inline'")],
    links: [`<style>${STYLE}</style>`],
    body,
  });
}

function availabilitySection(availability: Availability): string {
  const rows = availability.cutSets
    .toSorted((a, b) => b.minutes - a.minutes)
    .slice(0, 10)
    .map(
      (it) =>
        `<tr><td>${escapeXml(cutSetWords(availability, it.components))}</td><td class="number">${escapeXml(downtimeWords(it.minutes))}</td></tr>`,
    );
  const windows = changeOverMinutes(availability);
  if (windows > 0) rows.push(`<tr><td>change-overs</td><td class="number">${escapeXml(downtimeWords(windows))}</td></tr>`);
  return `<section class="availability">
<h2>Modelled availability</h2>
<p class="big">${escapeXml(availabilityWords(availability.unavailability))} <small>down ${escapeXml(downtimeWords(availability.downtimeMinutes))} a year</small></p>
<p class="meta">${escapeXml(methodWords(availability))}; ${escapeXml(assumptionWords(availability))}.</p>
<div class="wide"><table><thead><tr><th>lost together</th><th class="number">a year</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>
</section>`;
}

function severitySection(severity: Severity, findings: readonly JudgedFinding[], drills: ReadonlyMap<string, string>): string {
  if (findings.length === 0) return "";
  const articles = findings.map((it) => article(it, drills.get(it.rule) ?? ""));
  return `<section><h2>${HEADINGS[severity]} <span class="count">${findings.length}</span></h2>\n${articles.join("\n")}\n</section>\n`;
}

function article({ id, severity, title, why, evidence, fix, expired }: JudgedFinding, drill: string): string {
  const note =
    expired === undefined
      ? ""
      : `<p class="note">The waiver of ${escapeXml(expired.owner)} ended on ${escapeXml(expired.until)}: ${escapeXml(expired.reason)}</p>`;
  return `<article class="${severity}" id="${escapeXml(id)}">
<p class="id">${escapeXml(id)}</p>
<h3>${prose(title)}</h3>
${note}<p>${prose(why)}</p>
<dl><dt>Evidence</dt><dd>${list(evidence)}</dd><dt>Mend</dt><dd>${fixHtml(fix)}</dd><dt>Drill</dt><dd>${escapeXml(drill)}</dd></dl>
</article>`;
}

/** Text whose words between backquotes are code. */
function prose(text: string): string {
  return escapeXml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function list(lines: readonly string[]): string {
  return `<ul>${lines.map((line) => `<li>${prose(line)}</li>`).join("")}</ul>`;
}

function fixHtml(fix: Fix): string {
  switch (fix.kind) {
    case "edit":
      return `${prose(fix.title)}<pre>${fix.edits.map((it) => escapeXml(editWords(it))).join("\n")}</pre>`;
    case "options":
      return `<ol>${fix.options.map((it) => `<li>${prose(it.title)}${it.note === undefined ? "" : ` ${prose(it.note)}`}</li>`).join("")}</ol>`;
    case "advice":
      return prose(fix.title);
  }
}

function waivedSection(findings: readonly JudgedFinding[]): string {
  if (findings.length === 0) return "";
  const rows = findings.map(({ id, title, waived }) => {
    const cells = [id, title, waived?.reason ?? "", waived?.owner ?? "", waived?.until ?? ""];
    return `<tr>${cells.map((cell) => `<td>${escapeXml(cell)}</td>`).join("")}</tr>`;
  });
  const head = ["finding", "what was found", "reason", "owner", "until"].map((it) => `<th>${it}</th>`).join("");
  return `<section><h2>Waived <span class="count">${findings.length}</span></h2>
<p class="meta">Not held against the file, but counted in the availability above.</p>
<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div></section>\n`;
}

function componentsSection({ components }: Availability): string {
  const rows = alike([...components.values()]).map(([{ kind, label, reliability, assumed }, count]) => {
    const time = (key: keyof Reliability): string =>
      `<td class="number">${grouped(reliability[key], reliability[key] < 10 ? 1 : 0)} h${assumed.includes(key) ? "*" : ""}</td>`;
    const name = count === 1 ? label : `${grouped(count)} of kind ${kind}`;
    return `<tr><td>${escapeXml(name)}</td>${time("mtbfHours")}${time("mttrHours")}</tr>`;
  });
  const head = '<th>what fails</th><th class="number">between failures</th><th class="number">to repair</th>';
  return `<section><details><summary>Mean times to failure and repair</summary>
<p class="meta">* assumed: the file does not say.</p>
<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div></details></section>\n`;
}

/** Components with the same times, with their number: a thousand equal hosts are one line. */
function alike(components: readonly Component[]): readonly (readonly [first: Component, count: number])[] {
  const groups = new Map<string, readonly [Component, number]>();
  for (const it of components) {
    const key = [it.kind, it.reliability.mtbfHours, it.reliability.mttrHours, ...it.assumed].join(" ");
    const [first, count] = groups.get(key) ?? [it, 0];
    groups.set(key, [first, count + 1]);
  }
  return [...groups.values()];
}
