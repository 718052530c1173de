import { escapeXml } from "../util/xml.ts";
import type { Caption } from "./captions.ts";
import { BADGE, SIZE } from "./measures.ts";
import { ARROW, type Arrow, CORNER, type Drawn, type Point } from "./paths.ts";
import type { Bundle } from "./scene.ts";
import { badge, type Numbers } from "./svg-badge.ts";
import { svgText } from "./svg-text.ts";
import { element, svgNumber } from "./xml.ts";

/** Half the width of an arrow's head. */
const HALF = 5;

/** A bundle. Beneath it lies a wider line in the colour of the page, so that what it crosses seems to pass under it. */
export function lineSvg({ bundle, paths, dots, arrows }: Drawn): string {
  const ways = paths.map(pathOf);
  const copy = bundle.shape === "replication";
  return element("g", lineAttributes(bundle), [
    `<title>${escapeXml(sentenceOf(bundle))}</title>`,
    ...ways.map((d) => element("path", { class: "bz-halo", d })),
    ...ways.map((d) => element("path", { class: "bz-stroke", d })),
    ...(bundle.encryption === "mutual-tls" ? ways.map((d) => element("path", { class: "bz-core", d })) : []),
    ...dots.map(({ x, y }) => element("circle", { class: "bz-dot", cx: x, cy: y, r: isQuiet(bundle) ? 3 : 3.6 })),
    ...arrows.map((arrow) => headSvg(arrow, copy)),
  ]);
}

function lineAttributes(bundle: Bundle): Readonly<Record<string, string>> {
  return {
    id: bundle.id,
    class: lineClasses(bundle.encryption, isQuiet(bundle)),
    "data-from": bundle.sources.join(" "),
    "data-to": bundle.targets.join(" "),
    "data-ports": bundle.ports.join(" "),
    "data-encryption": bundle.encryption,
  };
}

export function lineClasses(encryption: Bundle["encryption"], quiet: boolean): string {
  return `bz-line bz-${quiet ? "quiet" : "strong"} bz-${encryption}`;
}

/** What every host has is drawn quietly: it would drown what tells this infrastructure from others. */
export function isQuiet(bundle: Bundle): boolean {
  return bundle.shape === "metrics" || bundle.shape === "access" || bundle.carries === "coordination";
}

export function sentenceOf(bundle: Bundle): string {
  const words = bundle.label === undefined ? "" : `${bundle.label.head}, ${bundle.label.tail}: `;
  return `${words}${someOf(bundle.sources)} → ${someOf(bundle.targets)} (${bundle.ports.join(", ")})`;
}

/** Names for people; programs find all of them in the attributes. */
function someOf(names: readonly string[]): string {
  return names.length <= 8 ? names.join(", ") : `${names.slice(0, 3).join(", ")} … ${names.at(-1)} (${names.length})`;
}

/** The words of a path with round corners. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points.filter((point, index) => index === 0 || !same(point, points[index - 1]));
  if (first === undefined) return "";
  const words = [`M${svgNumber(first.x)} ${svgNumber(first.y)}`];
  let from = first;
  for (const [index, corner] of rest.entries()) {
    const next = rest[index + 1];
    if (next === undefined) {
      words.push(`L${svgNumber(corner.x)} ${svgNumber(corner.y)}`);
      continue;
    }
    const radius = Math.min(CORNER, distance(from, corner) / 2, distance(corner, next) / 2);
    const [a, b] = [toward(corner, from, radius), toward(corner, next, radius)];
    words.push(`L${svgNumber(a.x)} ${svgNumber(a.y)}Q${svgNumber(corner.x)} ${svgNumber(corner.y)} ${svgNumber(b.x)} ${svgNumber(b.y)}`);
    from = corner;
  }
  return words.join("");
}

function same(a: Point, b: Point | undefined): boolean {
  return b !== undefined && a.x === b.x && a.y === b.y;
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

function toward(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by };
}

/** The head of an arrow: hollow for what is open but unused, double where data is copied. */
export function headSvg(arrow: Arrow, copy: boolean): string {
  const back = arrow.to === "right" ? -1 : 1;
  const triangle = (tip: number): string => {
    const base = tip + back * ARROW;
    const d = `M${svgNumber(tip)} ${svgNumber(arrow.y)}L${svgNumber(base)} ${svgNumber(arrow.y - HALF)}V${svgNumber(arrow.y + HALF)}Z`;
    return element("path", { class: arrow.standby ? "bz-head bz-open" : "bz-head", d });
  };
  const tip = arrow.x + back;
  return copy ? triangle(tip) + triangle(tip + back * 8) : triangle(tip);
}

export function captionSvg(caption: Caption, numbers: Numbers): readonly string[] {
  const { label, mark } = caption.bundle;
  if (label === undefined) return [];
  const remarks = (mark?.rules ?? []).flatMap((rule) => numbers.get(rule) ?? []);
  const badges = remarks.map((it, index) => badge(it.number, caption.x + (index + 0.5) * BADGE - 1, caption.head - 4, it.severity));
  const x = caption.x + badges.length * BADGE + (badges.length > 0 ? 2 : 0);
  const parts = [
    ...badges,
    svgText(label.head, x, caption.head, { size: SIZE.label, look: "bz-ink bz-bold" }),
    svgText(label.tail, caption.x, caption.tail, { size: SIZE.small, look: "bz-muted" }),
  ];
  return [element("g", { "data-line": caption.bundle.id }, parts)];
}
