/** How much of what a program says is passed on: the last lines, and the beginning of each. */
export const WORDS = { lines: 60, columns: 400 } as const;

/** The last words of a program, bounded by the line and in all: whatever it was that went wrong, an error can be read. */
export function bounded(text: string): string {
  // Lines that are cut off anyway are not worth a search through all of them.
  const end = text.slice(-WORDS.lines * WORDS.columns * 4);
  const lines = end.split("\n");
  return lines
    .slice(-WORDS.lines)
    .map((line) => (line.length > WORDS.columns ? `${line.slice(0, WORDS.columns)} ...` : line))
    .join("\n");
}
