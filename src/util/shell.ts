/** One word for a POSIX shell, whatever it holds (POSIX.1-2024, 2.2.2: nothing is special between single quotes but the quote). */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Words for a POSIX shell, joined by blanks. */
export function shellWords(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}
