import type { ts } from "ts-morph";
import { formatPath } from "../../language/path.ts";
import type { Edit } from "../../model/edit.ts";
import { type BartizanError, fail } from "../../util/errors.ts";
import { type Hand, writeMember, writeValue } from "./write-value.ts";

/** Where an edit meets something that only the author can change, and what it is. */
export interface Obstacle {
  readonly at: ts.Node;
  readonly why: string;
}

/** The lines that somebody has to write, in the style of the file. */
export function handwork(where: string, edits: readonly Edit[], why: string, hand: Hand): BartizanError {
  const lines: string[] = [];
  let heading = "";
  for (const edit of edits) {
    const holder = formatPath(edit.path.slice(0, -1));
    const now = edit.value === undefined ? `take out of ${holder}:` : `write into ${holder}:`;
    if (now !== heading) lines.push(now);
    heading = now;
    lines.push(...written(edit, hand).map((line) => `  ${line}`));
  }
  return fail("BZ_FIX_BY_HAND", { where, found: why, output: lines.join("\n") });
}

function written({ path, value }: Edit, hand: Hand): readonly string[] {
  const key = path.at(-1) ?? "";
  if (value === undefined) return [typeof key === "number" ? `element ${key + 1}` : key];
  const spot = { indent: "", room: hand.style.width - 2 };
  const text = typeof key === "number" ? writeValue(value, hand, spot) : writeMember(key, value, hand, spot);
  return `${text},`.split(/\r?\n/);
}
