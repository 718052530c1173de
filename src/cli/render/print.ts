import { printable } from "../../util/plain-text.ts";

/** Puts lines on standard output. */
export function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.map(printable).join("\n")}\n`);
}

/** Puts a document on standard output as it is. */
export function printDocument(document: string | Uint8Array): void {
  process.stdout.write(document);
}
