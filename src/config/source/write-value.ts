import type { ConfigValue } from "../../model/edit.ts";
import type { Style } from "./style.ts";

/** How values are written in one file. */
export interface Hand {
  readonly style: Style;
  /** What `secret` of the package is called in the file; undefined when the file has no way to say it. */
  readonly secret: string | undefined;
}

/** Where a value is written. */
export interface Spot {
  /** Indentation of the line that it begins on. */
  readonly indent: string;
  /** Characters that are left on that line. */
  readonly room: number;
  /** Whether it is to be spread over lines though it would fit on one. */
  readonly broken?: boolean;
}

/** Writes a value as the author of the file would: on one line where it fits. */
export function writeValue(value: ConfigValue, hand: Hand, spot: Spot): string {
  const flat = flatValue(value, hand);
  const { style } = hand;
  if (typeof value !== "object" || isSecret(value) || flat === "{}" || flat === "[]") return flat;
  if (flat.length <= spot.room && spot.broken !== true) return flat;
  const indent = spot.indent + style.indent;
  const lines = Array.isArray(value)
    ? value.map((item) => writeValue(item, hand, { indent, room: style.width - indent.length - 1 }))
    : Object.entries(value).map(([key, member]) => writeMember(key, member, hand, { indent, room: style.width - indent.length - 1 }));
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const comma = style.trailingComma ? "," : "";
  return `${open}${style.newline}${lines.map((line) => indent + line).join(`,${style.newline}`)}${comma}${style.newline}${spot.indent}${close}`;
}

/** Writes `key: value`. */
export function writeMember(key: string, value: ConfigValue, hand: Hand, spot: Spot): string {
  const head = `${writeKey(key, hand.style)}: `;
  return head + writeValue(value, hand, { ...spot, room: spot.room - head.length });
}

/** Writes a text between the quotation marks of the file. */
export function writeString(value: string, style: Style): string {
  const json = JSON.stringify(value);
  if (style.quote === '"') return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function writeKey(key: string, style: Style): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : writeString(key, style);
}

function flatValue(value: ConfigValue, hand: Hand): string {
  const { style } = hand;
  if (typeof value === "string") return writeString(value, style);
  if (typeof value !== "object") return Object.is(value, -0) ? "-0" : String(value);
  if (Array.isArray(value)) return `[${value.map((item) => flatValue(item, hand)).join(", ")}]`;
  if (isSecret(value) && hand.secret !== undefined) return `${hand.secret}(${writeString(value.secret, style)})`;
  const members = Object.entries(value).map(([key, member]) => `${writeKey(key, style)}: ${flatValue(member, hand)}`);
  return members.length === 0 ? "{}" : `{${style.padding}${members.join(", ")}${style.padding}}`;
}

/** Whether it is what `secret("NAME")` makes. */
export function isSecret(value: ConfigValue): value is { readonly secret: string } {
  if (typeof value !== "object" || Array.isArray(value)) return false;
  const [entry, ...others] = Object.entries(value);
  return others.length === 0 && entry?.[0] === "secret" && typeof entry[1] === "string";
}
