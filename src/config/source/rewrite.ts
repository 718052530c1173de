import { ts } from "ts-morph";
import type { InfrastructureConfig } from "../../language/config.ts";
import { formatPath, type Path } from "../../language/path.ts";
import type { Edit } from "../../model/edit.ts";
import type { BartizanError } from "../../util/errors.ts";
import { applyEdits } from "../edit.ts";
import { handwork } from "./by-hand.ts";
import { type Change, changesOf } from "./change.ts";
import { fitted } from "./fit.ts";
import { withSecretImport } from "./imports.ts";
import { type Splice, spliced } from "./splice.ts";
import { splicesOf } from "./splices-of.ts";
import { type Style, styleOf } from "./style.ts";

/** A config file as it is. */
export interface Source {
  /** Its file name; the ending tells the language. */
  readonly name: string;
  readonly text: string;
  /** What it exports, found right. */
  readonly config: InfrastructureConfig;
}

/**
 * The text of the file with these edits, in its author's style. Lines that the edits are not about stay as they are, byte for
 * byte. Throws `BZ_FIX_BY_HAND`, with what is to be written where, when a place is not written out. Whether the new text comes
 * out as intended (a constant may be used elsewhere, too) is for the caller to see by loading it.
 */
export function rewrite(source: Source, edits: readonly Edit[]): string {
  const before = parse(source.name, source.text);
  const { text: start, secret } = withSecretImport(before, edits);
  const hand = { style: styleOf(before), secret };
  let text = start;
  let config: unknown = source.config;
  for (const edit of edits) {
    for (const change of changesOf(edit, valueAt(config, edit.path))) {
      const file = parse(source.name, text);
      const now = config;
      const outcome = splicesOf(change, { file, valueAt: (path) => valueAt(now, path), hand });
      if ("obstacle" in outcome) {
        const { at, why } = outcome.obstacle;
        const line = file.getLineAndCharacterOfPosition(at.getStart(file)).line + 1;
        throw handwork(`${source.name}:${line}`, edits, `${formatPath(change.path)}: ${why}`, hand);
      }
      text = laidOut(source.name, spliced(text, outcome.splices), outcome.splices, hand.style);
      config = applied(config, change);
    }
  }
  return text;
}

/** The error that says what to write by hand, for edits whose outcome the caller has found to be another than intended. */
export function byHand(source: Source, edits: readonly Edit[], why: string): BartizanError {
  const file = parse(source.name, source.text);
  return handwork(source.name, edits, why, { style: styleOf(file), secret: withSecretImport(file, edits).secret });
}

function parse(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
}

/** Breaks the lines that the splices have made too long. */
function laidOut(name: string, text: string, splices: readonly Splice[], style: Style): string {
  const places: number[] = [];
  let shift = 0;
  for (const splice of splices.toSorted((a, b) => a.start - b.start)) {
    if (splice.text !== "" && !splice.text.includes("\n")) places.push(splice.start + shift);
    shift += splice.text.length - (splice.end - splice.start);
  }
  // From the end, so that the places before stay where they are.
  return places.toReversed().reduce((result, place) => spliced(result, fitted(parse(name, result), place, style)), text);
}

function applied(config: unknown, change: Change): unknown {
  const { path } = change;
  if (change.kind !== "insert") {
    return applyEdits(config as InfrastructureConfig, [{ path, value: change.kind === "set" ? change.value : undefined }]);
  }
  const listPath = path.slice(0, -1);
  const list = valueAt(config, listPath);
  const value = Array.isArray(list) ? list.toSpliced(Number(path.at(-1)), 0, change.value) : [change.value];
  return applyEdits(config as InfrastructureConfig, [{ path: listPath, value }]);
}

function valueAt(config: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, key) => {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    return (here as Readonly<Record<string | number, unknown>>)[key];
  }, config);
}
