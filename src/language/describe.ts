import { quoted } from "../util/quoted.ts";
import { secretKind } from "../util/secret-like.ts";
import type { Plain } from "./plain.ts";

/** What was found, in words. What looks like a secret is not shown. */
export function describe(value: Plain): string {
  switch (typeof value) {
    case "undefined":
      return "nothing";
    case "string":
      return secretKind(value) === undefined ? quoted(value) : `${secretKind(value)} (not shown)`;
    case "number":
    case "boolean":
      return String(value);
    case "symbol":
      return value.description ?? "a symbol";
    default:
      if (value === null) return "null";
      if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
      return "an object";
  }
}
