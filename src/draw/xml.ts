import { escapeXml } from "../util/xml.ts";

/** A coordinate, short: two decimals are finer than any screen or printer. */
export function svgNumber(value: number): string {
  return String(Math.round(value * 100) / 100);
}

type Value = string | number | undefined;

/** Most values are such as need no escaping. */
const PLAIN = /^[\w .,:;#()/%-]*$/;

/** An element. Attributes that are `undefined` are left out; the content is XML already. */
export function element(name: string, attributes: Readonly<Record<string, Value>>, content?: string | readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === "number" ? svgNumber(value) : PLAIN.test(value) ? value : escapeXml(value)}"`],
  );
  const head = `<${name}${written.join("")}`;
  if (content === undefined) return `${head}/>`;
  return typeof content === "string" ? `${head}>${content}</${name}>` : `${head}>\n${content.join("\n")}\n</${name}>`;
}
