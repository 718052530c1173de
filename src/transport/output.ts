import { plainText } from "../util/plain-text.ts";

/** Characters of one stream of one command: many times what any of ours says, and far from what a process can hold. */
export const MOST = 64 * 1024 * 1024;
/** Characters of one line for whoever reads line by line. */
export const LONGEST_LINE = 64 * 1024;

/** Output of a command on a host, as it comes. */
export interface Output {
  /** False when it is too much. */
  readonly take: (chunk: string) => boolean;
  /** All of it, as nothing but text. */
  readonly end: () => string;
}

/**
 * The one place where the words of a host come in. What they are is for those to judge who asked; here they become text that does nothing to a
 * terminal, and no more of it than fits. Who reads line by line may read for hours: of that nothing is kept, and a line without an end is
 * told in pieces.
 */
export function output(onLine?: (line: string) => void, most: number = MOST): Output {
  let text = "";
  let pending = "";
  if (onLine === undefined) {
    const take = (chunk: string): boolean => {
      if (text.length + chunk.length > most) return false;
      text += chunk;
      return true;
    };
    return { take, end: () => plainText(text) };
  }
  const take = (chunk: string): boolean => {
    const lines = (pending + chunk).split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) onLine(plainText(line));
    while (pending.length > LONGEST_LINE) {
      onLine(plainText(pending.slice(0, LONGEST_LINE)));
      pending = pending.slice(LONGEST_LINE);
    }
    return true;
  };
  const end = (): string => {
    if (pending !== "") onLine(plainText(pending));
    pending = "";
    return "";
  };
  return { take, end };
}
