/**
 * As many lines as there are rows: first without the empty ones, then without the last, which a line counts. A longer picture
 * would make the terminal scroll.
 */
export function fittedRows(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const dense = lines.filter((line) => line !== "");
  if (dense.length <= rows) return dense;
  const room = Math.max(1, rows - 1);
  return [...dense.slice(0, room), `(${dense.length - room} more lines: this window is too low)`];
}
