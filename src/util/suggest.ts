/** Longer words are no slips of the finger, and the table below is quadratic. */
const LONGEST = 48;

/** Number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let old = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min((old[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (old[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (older[column - 2] ?? 0) + 1);
      now.push(best);
    }
    older = old;
    old = now;
  }
  return old[b.length] ?? 0;
}

/** The word among the known ones that was probably meant; undefined when none is near. The first of equals wins. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined;
  const typed = word.toLowerCase();
  let found: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const right = candidate.toLowerCase();
    const distance = editDistance(typed, right);
    const near = distance <= Math.max(1, Math.floor(Math.min(typed.length, right.length) / 3));
    const prefix = Math.min(typed.length, right.length) >= 3 && (typed.startsWith(right) || right.startsWith(typed));
    // `a` is not a slip of `b`: something of the word must be left.
    if ((near && distance < right.length && distance < typed.length) || prefix) {
      if (found === undefined || distance < found.distance) found = { candidate, distance };
    }
  }
  return found?.candidate;
}
