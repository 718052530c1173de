import type { Severity } from "../kit/faces/finding.ts";
import type { Remark } from "./marks.ts";
import { svgText } from "./svg-text.ts";
import { element } from "./xml.ts";

/** Radius of a badge. */
const RADIUS = 8;

/** The remarks by rule, each with the number by which the picture refers to it. */
export type Numbers = ReadonlyMap<string, { readonly number: number; readonly severity: Severity }>;

export function numbersOf(remarks: readonly Remark[]): Numbers {
  return new Map(remarks.map(({ rule, severity }, index) => [rule, { number: index + 1, severity }]));
}

/** The number of a remark: filled for an error, an outline for a warning. */
export function badge(words: number | string, x: number, y: number, severity: Severity): string {
  const error = severity === "error";
  const size = String(words).length > 1 ? 9 : 11;
  return [
    element("circle", { class: error ? "bz-danger" : "bz-warning", cx: x, cy: y, r: RADIUS }),
    svgText(String(words), x, y + size * 0.36, { size, look: `bz-bold ${error ? "bz-on-danger" : "bz-on-warning"}`, anchor: "middle" }),
  ].join("");
}
