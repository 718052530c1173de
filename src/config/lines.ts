import { formatPath, type Path } from "../language/path.ts";

/** An object, list or pair of parentheses that is open where the scanner stands. */
interface Frame {
  readonly open: string;
  /** Path of the value that it is. */
  readonly path: Path;
  /** Of a list: the place of the element that comes. */
  index: number;
  /** Of an object: the key whose value comes. */
  key: string | undefined;
  /** Whether a key or an element begins next. */
  fresh: boolean;
}

/** Comments, strings and templates (without what is nested in them), names and numbers, single marks. */
const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|[\w$]+|[^\s\w$]/g;

/**
 * Finds places of the config in its source by reading brackets, keys and commas: no compiler is loaded, so values that are put
 * together elsewhere in the file are not followed. The result gives the line of a place such as `tls.upstream`, from 1, or of the
 * nearest one above it that the file writes down.
 */
export function linesIn(source: string): (path: string) => number {
  const lines = scan(source);
  return (path) => {
    for (let place = path; place !== ""; place = place.replace(/(^|\.)[^.[\]]*$|\[[^\]]*\]$/, "")) {
      const line = lines.get(place);
      if (line !== undefined) return line;
    }
    return 1;
  };
}

function scan(source: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const frames: Frame[] = [];
  const tokens = [...source.matchAll(TOKEN)].filter(([text]) => !/^\/[/*]/.test(text));
  let line = 1;
  let counted = 0;
  for (const [place, { 0: text, index }] of tokens.entries()) {
    while (counted < index) if (source[counted++] === "\n") line += 1;
    const frame = frames.at(-1);
    if (frame?.fresh && !/^[\])},]$/.test(text)) {
      begin(frame, text, tokens[place + 1]?.[0]);
      const path = here(frame);
      // The config itself stands last in its file: it wins over what is put together before it.
      if (path.length > frame.path.length) lines.set(formatPath(path), line);
    }
    if (/^[{[(]$/.test(text))
      frames.push({ open: text, path: frame === undefined ? [] : here(frame), index: 0, key: undefined, fresh: true });
    else if (/^[\])}]$/.test(text)) frames.pop();
    else if (text === "," && frame !== undefined) next(frame);
  }
  return lines;
}

/** A key or an element begins with this token. */
function begin(frame: Frame, text: string, after: string | undefined): void {
  frame.fresh = false;
  const isKey = frame.open === "{" && (after === ":" || after === "," || after === "}");
  if (isKey) frame.key = /^["']/.test(text) ? text.slice(1, -1) : text;
}

function next(frame: Frame): void {
  frame.fresh = true;
  frame.key = undefined;
  frame.index += 1;
}

function here(frame: Frame): Path {
  if (frame.open === "[") return [...frame.path, frame.index];
  return frame.open === "{" && frame.key !== undefined ? [...frame.path, frame.key] : frame.path;
}
