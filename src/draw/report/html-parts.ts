import type { Reference } from "../../kit/faces/rule.ts";
import { grouped } from "../../util/number.ts";
import { escapeXml } from "../../util/xml.ts";
import type { CardHead, Cell, ReportCard, ReportPart, Row } from "./document.ts";
import { piecesOf } from "./inline.ts";

/** Where links within the page lead. */
export interface Linking {
  /** By the identity of a finding. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** Parts as HTML. `within` is what they belong to, for those who do not see where they are. */
export function htmlParts(parts: readonly ReportPart[], linking: Linking, within: string): string {
  let name = within;
  return parts
    .map((part) => {
      if (part.kind === "heading") name = part.text;
      return htmlOf(part, linking, name);
    })
    .join("\n");
}

function htmlOf(part: ReportPart, linking: Linking, within: string): string {
  const inline = (text: string): string => inlineHtml(text, linking);
  const items = (texts: readonly string[]): string => texts.map((it) => `<li>${inline(it)}</li>`).join("");
  switch (part.kind) {
    case "paragraph":
      return `<p>${inline(part.text)}</p>`;
    case "remark":
      return `<p class="remark ${part.tone}">${inline(part.text)}</p>`;
    case "heading":
      return `<h3>${inline(part.text)}</h3>`;
    case "list":
      return `<ul>${items(part.items)}</ul>`;
    case "steps":
      return `<ol>${items(part.items)}</ol>`;
    case "links":
      return `<ul>${part.links.map((it) => `<li>${link(it)}</li>`).join("")}</ul>`;
    case "picture":
      return `<figure class="picture" tabindex="0">${part.svg}</figure>`;
    case "table":
      return tableHtml(part, linking, within);
    case "card":
      return cardHtml(part, linking);
  }
}

/** A text, its typed words and its links. */
export function inlineHtml(text: string, { anchors }: Linking): string {
  return piecesOf(text, (id) => anchors.has(id))
    .map((piece) => {
      if (piece.kind === "break") return "<br/>";
      if (piece.kind === "finding") return `<a class="id" href="#${anchors.get(piece.text)}">${breakable(piece.text)}</a>`;
      return piece.kind === "code" ? `<code>${typed(piece.text)}</code>` : escapeXml(piece.text);
    })
    .join("");
}

/** A word up to this length fits on a phone. */
const WORD = 32;

/** What is typed is broken between its words, but not within `--write`. */
function typed(text: string): string {
  const words = text.split(/(\s+)/).map((word) => {
    const escaped = escapeXml(word);
    return word.includes("-") && word.length <= WORD ? `<span class="word">${escaped}</span>` : escaped;
  });
  return words.join("");
}

/** The identity of a finding, which may be broken before its entity. */
function breakable(id: string): string {
  return escapeXml(id).replace("@", "<wbr/>@");
}

function link({ title, url }: Reference): string {
  const text = escapeXml(title);
  // Whatever else an address may begin with, it is not followed.
  return /^https?:\/\//.test(url) ? `<a href="${escapeXml(url)}" rel="noreferrer">${text}</a>` : text;
}

function tableHtml({ columns, rows }: Extract<ReportPart, { readonly kind: "table" }>, linking: Linking, within: string): string {
  const attribute = (index: number): string => (columns[index]?.right === true ? ' class="number"' : "");
  const head = columns.map(({ head }, index) => `<th scope="col"${attribute(index)}>${escapeXml(head)}</th>`).join("");
  const body = rows.map((row) => rowHtml(row, columns.length, attribute, linking)).join("\n");
  const width = columns.length > 8 ? "many" : columns.length;
  return `<div class="wide columns-${width}" role="region" tabindex="0" aria-label="${escapeXml(`Table: ${within}`)}"><table><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table></div>`;
}

function rowHtml(row: Row, width: number, attribute: (index: number) => string, linking: Linking): string {
  if ("group" in row) return `<tr><th colspan="${width}" scope="rowgroup">${inlineHtml(row.group, linking)}</th></tr>`;
  return `<tr>${row.map((it, index) => `<td${attribute(index)}>${cellHtml(it, linking)}</td>`).join("")}</tr>`;
}

function cellHtml(cell: string | Cell, linking: Linking): string {
  if (typeof cell === "string") return inlineHtml(cell, linking);
  const { text, tone, share, links = [] } = cell;
  const words = tone === undefined ? inlineHtml(text, linking) : `<span class="tag ${tone}">${inlineHtml(text, linking)}</span>`;
  const sources = links.length === 0 ? "" : `<span class="sources">${links.map(link).join("; ")}</span>`;
  return `${words}${share === undefined ? "" : bar(share)}${sources}`;
}

/** As a drawing, since the page's policy lets no style attributes in. */
function bar(share: number): string {
  const width = Math.round(share * 1000) / 10;
  return `<svg class="bar" viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="5"/></svg>`;
}

function cardHtml({ severity, heads, others, parts, facts }: ReportCard, linking: Linking): string {
  const headers = heads.map(
    ({ id, title }) =>
      `<header id="${linking.anchors.get(id) ?? ""}"><p class="id">${breakable(id)}</p><h4>${inlineHtml(title, linking)}</h4></header>`,
  );
  const told = facts.filter(([, its]) => its.length > 0);
  const list = told.map(([label, its]) => `<dt>${escapeXml(label)}</dt><dd>${htmlParts(its, linking, label)}</dd>`).join("\n");
  return `<article class="${severity}">
${headers.join("\n")}
${htmlParts(parts, linking, heads[0]?.id ?? "")}
<dl>${list}${othersHtml(others, linking)}</dl>
</article>`;
}

function othersHtml(others: readonly CardHead[], { anchors }: Linking): string {
  if (others.length === 0) return "";
  const items = others.map(({ id }) => `<li class="id" id="${anchors.get(id) ?? ""}">${breakable(id)}</li>`);
  return `<dt>And ${grouped(others.length)} more</dt><dd><ul class="many" tabindex="0">${items.join("\n")}</ul></dd>`;
}
