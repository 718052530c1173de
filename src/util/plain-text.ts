/** Sequences by which a text could move the cursor, change the title, write into the clipboard or hide what follows (ECMA-48, 5.4; xterm's OSC and DCS). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const SEQUENCES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?|\x9b[0-?]*[ -/]*[@-~]/g;

/** Controls but tab and line feed; and what turns the direction of a line, by which it can be made to read as another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Colours, which Bartizan gives by itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const COLOUR = /^\x1b\[[0-9;]*m$/;

/** What somebody else said, as nothing but text. */
export function plainText(text: string): string {
  return text.replaceAll(SEQUENCES, "").replaceAll(CONTROLS, "");
}

/** Our own line for a terminal: colours stay, whatever else somebody else's words brought into it goes. */
export function printable(line: string): string {
  const parts = line.split(SEQUENCES);
  const kept = (line.match(SEQUENCES) ?? []).map((it) => (COLOUR.test(it) ? it : ""));
  return parts.map((part, index) => part.replaceAll(CONTROLS, "") + (kept[index] ?? "")).join("");
}
