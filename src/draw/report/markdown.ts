import { code, escapeMarkdown, markdownTable } from "../../check/formats/markdown-text.ts";
import type { Reference } from "../../kit/faces/rule.ts";
import { grouped } from "../../util/number.ts";
import type { Cell, Report, ReportCard, ReportPart, ReportSection, Row } from "./document.ts";
import { anchorsOf, piecesOf } from "./inline.ts";

type Anchors = ReadonlyMap<string, string>;

/** The report as GitHub Flavored Markdown, for a repository. */
export function reportMarkdown(report: Report): string {
  const anchors = anchorsOf(report.findings);
  const { figures } = report;
  return [
    `# ${escapeMarkdown(report.name)}: ${escapeMarkdown(report.domain)}`,
    `Written by \`bartizan report\` from ${code(report.origin.split(", ")[0] ?? "")}, ${escapeMarkdown(report.origin.split(", ").slice(1).join(", "))}.`,
    markdownTable(
      figures.map((it) => escapeMarkdown(it.label)),
      [figures.map((it) => `**${escapeMarkdown(it.value)}**`)],
    ),
    ...report.summary.map((it) => markdownOf(it, anchors)),
    report.sections.map((it) => `- [${escapeMarkdown(it.title)}](#${it.id})`).join("\n"),
    ...report.sections.map((it) => sectionMarkdown(it, anchors)),
  ]
    .join("\n\n")
    .concat("\n");
}

function sectionMarkdown({ id, title, parts }: ReportSection, anchors: Anchors): string {
  return [`<a id="${id}"></a>`, `## ${escapeMarkdown(title)}`, ...parts.map((it) => markdownOf(it, anchors))].join("\n\n");
}

function markdownOf(part: ReportPart, anchors: Anchors): string {
  const inline = (text: string): string => block(inlineMarkdown(text, anchors));
  switch (part.kind) {
    case "paragraph":
      return inline(part.text);
    case "remark":
      return `_${inlineMarkdown(part.text, anchors)}_`;
    case "heading":
      return `### ${inlineMarkdown(part.text, anchors)}`;
    case "list":
      return part.items.map((it) => `- ${inline(it)}`).join("\n");
    case "steps":
      return part.items.map((it, index) => `${index + 1}. ${inline(it)}`).join("\n");
    case "links":
      return part.links.map((it) => `- ${link(it)}`).join("\n");
    case "picture":
      return fenced("mermaid", part.mermaid.trimEnd());
    case "table":
      return tableMarkdown(part, anchors);
    case "card":
      return cardMarkdown(part, anchors);
  }
}

function inlineMarkdown(text: string, anchors: Anchors): string {
  return piecesOf(text, (id) => anchors.has(id))
    .map((piece) => {
      if (piece.kind === "break") return "<br>";
      if (piece.kind === "finding") return `[${code(piece.text)}](#${anchors.get(piece.text)})`;
      return piece.kind === "code" ? code(piece.text) : escapeMarkdown(piece.text);
    })
    .join("");
}

/** Text at the beginning of a line that is no list there (CommonMark 5.2). */
function block(markdown: string): string {
  return markdown.replace(/^(\d+)([.)])/, "$1\\$2").replace(/^([-+=])/, "\\$1");
}

function link({ title, url }: Reference): string {
  return /^https?:\/\/[^\s<>]+$/.test(url) ? `[${escapeMarkdown(title)}](<${url}>)` : escapeMarkdown(title);
}

/** A fence longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

function tableMarkdown({ columns, rows }: Extract<ReportPart, { readonly kind: "table" }>, anchors: Anchors): string {
  const heads = columns.map((it) => escapeMarkdown(it.head));
  const line = (row: Row): readonly string[] =>
    "group" in row
      ? [`**${inlineMarkdown(row.group, anchors)}**`, ...columns.slice(1).map(() => "")]
      : row.map((cell) => cellMarkdown(cell, anchors));
  const [head = "", , ...body] = markdownTable(heads, rows.map(line)).split("\n");
  const rule = `| ${columns.map((it) => (it.right === true ? "---:" : "---")).join(" | ")} |`;
  return [head, rule, ...body].join("\n");
}

function cellMarkdown(cell: string | Cell, anchors: Anchors): string {
  if (typeof cell === "string") return inlineMarkdown(cell, anchors);
  const { text, tone, links = [] } = cell;
  const words = inlineMarkdown(text, anchors);
  const shown = tone === "warning" || tone === "error" ? `**${words}**` : words;
  return [shown, ...links.map(link)].join("<br>");
}

function cardMarkdown({ severity, heads, others, parts, facts }: ReportCard, anchors: Anchors): string {
  const titles = heads.flatMap(({ id, title }) => [
    `<a id="${anchors.get(id) ?? ""}"></a>`,
    `#### ${code(id)}`,
    `**${severity}:** ${inlineMarkdown(title, anchors)}`,
  ]);
  const told = facts.flatMap(([label, its]) => {
    if (its.length === 0) return [];
    const [only] = its;
    if (its.length === 1 && only?.kind === "paragraph") return [`**${escapeMarkdown(label)}:** ${inlineMarkdown(only.text, anchors)}`];
    return [`**${escapeMarkdown(label)}:**`, ...its.map((it) => markdownOf(it, anchors))];
  });
  const more = others.map(({ id }) => `<a id="${anchors.get(id) ?? ""}"></a>${code(id)}`);
  const rest = more.length === 0 ? [] : [`**And ${grouped(more.length)} more:** ${more.join(", ")}`];
  return [...titles, ...parts.map((it) => markdownOf(it, anchors)), ...told, ...rest].join("\n\n");
}
