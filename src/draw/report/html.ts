import { sha256 } from "../../util/hash.ts";
import { contentPolicy, htmlPage } from "../../util/html.ts";
import { escapeXml } from "../../util/xml.ts";
import type { Figure, Report, ReportSection } from "./document.ts";
import { htmlParts, inlineHtml, type Linking } from "./html-parts.ts";
import { anchorsOf } from "./inline.ts";
import { reportStyle } from "./style.ts";

/** The report as one page that needs nothing else: no script, no font, no request; light or dark as the reader has it. */
export function reportHtml(report: Report): string {
  const style = reportStyle(pictureWidth(report));
  const linking: Linking = { anchors: anchorsOf(report.findings) };
  const body = `<header>
<p class="meta">${escapeXml(report.origin)}</p>
<h1>${escapeXml(report.name)} <small>${escapeXml(report.domain)}</small></h1>
<dl class="figures">${report.figures.map(figureHtml).join("")}</dl>
${htmlParts(report.summary, linking, "Summary")}
</header>
<nav aria-label="Contents"><ol>${report.sections.map((it) => `<li><a href="#${it.id}">${escapeXml(it.title)}</a></li>`).join("")}</ol></nav>
<main>
${report.sections.map((it) => sectionHtml(it, linking)).join("\n")}
</main>
<footer>Written by <code>bartizan report</code> from ${inlineHtml(report.origin, linking)}.</footer>`;
  const meta = [contentPolicy(policy([style, ...stylesIn(body)])), '<meta name="referrer" content="no-referrer">'];
  return `${htmlPage({ title: `${report.name}: report`, meta, links: [`<style>${style}</style>`], body })}\n`;
}

function figureHtml({ value, label, tone }: Figure): string {
  return `<div${tone === undefined ? "" : ` class="${tone}"`}><dt>${escapeXml(label)}</dt><dd>${escapeXml(value)}</dd></div>`;
}

function sectionHtml({ id, title, parts }: ReportSection, linking: Linking): string {
  return `<section id="${id}">
<h2>${escapeXml(title)}</h2>
${htmlParts(parts, linking, title)}
</section>`;
}

/** Of the picture as it is drawn, in pixels. */
function pictureWidth({ sections }: Report): number {
  const picture = sections.flatMap((it) => it.parts).find((it) => it.kind === "picture");
  return Number(/^<svg [^>]*?width="([\d.]+)"/.exec(picture?.svg ?? "")?.[1] ?? 0);
}

/** The style sheets of pictures. */
function stylesIn(html: string): readonly string[] {
  return [...html.matchAll(/<style>([^<]*)<\/style>/g)].map(([, sheet = ""]) => sheet);
}

/** Nothing may be loaded or run; the page's own style sheets are let in by their hashes (CSP 3, 2.3.1). */
function policy(sheets: readonly string[]): string {
  const hashes = [...new Set(sheets)].map((sheet) => `'sha256-${Buffer.from(sha256(sheet), "hex").toString("base64")}'`);
  return `default-src 'none'; style-src ${hashes.join(" ")}; base-uri 'none'; form-action 'none'`;
}
