import { escapeXml } from "../util/xml.ts";
import { svgNumber } from "./xml.ts";

interface TextStyle {
  readonly size: number;
  /** Classes that give it colour and weight. */
  readonly look: string;
  readonly anchor?: "middle" | "end";
}

/** A line of text with its baseline at this height. */
export function svgText(words: string, x: number, y: number, { size, look, anchor }: TextStyle): string {
  const aligned = anchor === undefined ? "" : ` text-anchor="${anchor}"`;
  return `<text class="${look}" x="${svgNumber(x)}" y="${svgNumber(y)}" font-size="${size}"${aligned}>${escapeXml(words)}</text>`;
}
