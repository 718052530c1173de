import { printable } from "../../util/plain-text.ts";
import { fittedRows } from "./fitted.ts";

/** Puts a picture in place of the last one on a terminal, without the flicker of clearing first; appends it in a pipe. */
export function redraw(given: readonly string[]): void {
  const lines = given.map(printable);
  const { stdout } = process;
  if (!stdout.isTTY) {
    stdout.write(`${lines.join("\n")}\n\n`);
    return;
  }
  // Home; each line erases what was right of it; then everything below.
  const rows = fittedRows(lines, (stdout.rows ?? 24) - 1);
  stdout.write(`\x1b[H${rows.map((line) => `${line}\x1b[K\n`).join("")}\x1b[J`);
}
