/** Lines of at most `width` characters; a word that is longer stands on a line of its own. */
export function breakAtSpaces(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/**
 * Lines of a table, the first row its head: columns two spaces apart, each as wide as its widest cell. The last column is broken
 * at spaces, so that lines stay within `width` where they can.
 */
export function textTable(rows: readonly (readonly string[])[], width = 80): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = [...Array(columns).keys()].map((column) => Math.max(0, ...rows.map((row) => (row[column] ?? "").length)));
  const left = widths.slice(0, -1).reduce((sum, it) => sum + it + 2, 0);
  return rows.flatMap((row) => {
    const head = row.slice(0, -1).map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2));
    const lines = breakAtSpaces(row.at(-1) ?? "", Math.max(width - left, 20));
    return lines.map((line, index) => `${index === 0 ? head.join("") : " ".repeat(left)}${line}`.trimEnd());
  });
}
