import { ts } from "ts-morph";
import type { Path } from "../../language/path.ts";
import type { ConfigValue } from "../../model/edit.ts";
import type { Obstacle } from "./by-hand.ts";
import type { Change } from "./change.ts";
import { declared, isLiteral, isWrittenOut, type Literal, resolved, unwrapped, usesOf } from "./literal.ts";
import { added, removed, type WriteMember } from "./members.ts";
import { type Place, placeOf, whyNot } from "./place.ts";
import { type Splice, spliced } from "./splice.ts";
import { indentAt, membersOf } from "./style.ts";
import { type Hand, type Spot, writeMember, writeValue } from "./write-value.ts";

type Outcome = { readonly splices: readonly Splice[] } | { readonly obstacle: Obstacle };
type MemberPlace = Extract<Place, { readonly kind: "member" }>;

/** What the file is, what it exports at a path, and how it is written. */
export interface Desk {
  readonly file: ts.SourceFile;
  readonly valueAt: (path: Path) => unknown;
  readonly hand: Hand;
}

/** How a change is made in the text. */
export function splicesOf(change: Change, desk: Desk): Outcome {
  if (change.kind === "insert") return inserted(change.path, change.value, desk);
  const place = placeOf(desk.file, change.path, desk.valueAt);
  if (place.kind === "obstacle") return { obstacle: place };
  if (change.kind === "remove") {
    if (place.kind === "gap") return { splices: [] };
    if (place.spreadInto !== undefined) return obstacle(place.member, "it comes out of an object that is spread");
    if (place.member.parent !== place.holder) return obstacle(place.member, "a waiver needs it");
    const splices = removed(place.holder, place.member, desk.file);
    const { fileName, text } = desk.file;
    const without = ts.createSourceFile(fileName, spliced(text, splices), ts.ScriptTarget.Latest, true);
    const other = typeof change.path.at(-1) === "string" && placeOf(without, change.path, desk.valueAt).kind !== "gap";
    return other ? obstacle(place.member, "another object, which is spread, gives it too") : { splices };
  }
  return place.kind === "gap" ? { splices: filled(place.holder, place.rest, change.value, desk) } : replaced(place, change, desk);
}

function obstacle(at: ts.Node, why: string): Outcome {
  return { obstacle: { at, why } };
}

/** Gives a member another value. */
function replaced(place: MemberPlace, change: Extract<Change, { readonly kind: "set" }>, desk: Desk): Outcome {
  const { file, hand } = desk;
  // Others may spread the same object: what stands behind the spread counts here only.
  if (place.spreadInto !== undefined) return { splices: filled(place.spreadInto, change.path.slice(-1), change.value, desk) };
  const node = unwrapped(place.value);
  const write = (old: ts.Expression): string => {
    const start = old.getStart(file);
    const broken = isLiteral(old) && membersOf(old).length > 0 && old.getText(file).includes("\n");
    return writeValue(change.value, hand, { indent: indentAt(file.text, start), room: Number.POSITIVE_INFINITY, broken });
  };
  const put = (old: ts.Expression, key = ""): Outcome => ({
    splices: [{ start: old.getStart(file), end: old.end, text: key + write(old) }],
  });
  if (!ts.isIdentifier(node) || node.text === "undefined") return isWrittenOut(node, file) ? put(node) : obstacle(node, whyNot(node));
  const initializer = declared(file, node.text)?.initializer;
  if (initializer === undefined || !isWrittenOut(initializer, file)) return obstacle(node, whyNot(node));
  // A constant that is used once stands for this value alone.
  if (usesOf(file, node.text) === 1) return put(unwrapped(initializer));
  return put(node, ts.isShorthandPropertyAssignment(place.member) ? `${node.text}: ` : "");
}

/** Gives a literal a member that it does not have, with the objects that are missing on the way. */
function filled(holder: Literal, rest: Path, value: ConfigValue, desk: Desk): readonly Splice[] {
  const { file, hand } = desk;
  const [key = "", ...deeper] = rest;
  const whole = deeper.reduceRight<ConfigValue>((inner, it) => (typeof it === "number" ? [inner] : { [it]: inner }), value);
  const write: WriteMember = (line) =>
    typeof key === "number" ? writeValue(whole, hand, spotOf(line, hand)) : writeMember(key, whole, hand, spotOf(line, hand));
  const members = membersOf(holder);
  return added(holder, (typeof key === "string" ? lastLike(members, key) : undefined) ?? members.at(-1), write, file, hand.style);
}

function spotOf(line: Parameters<WriteMember>[0], hand: Hand): Spot {
  // What shares a line with others is laid out together with them.
  if (line === undefined) return { indent: "", room: Number.POSITIVE_INFINITY };
  return { ...line, room: hand.style.width - line.indent.length - 1 };
}

/** The last member that is numbered like the new one: `lb2` belongs behind `lb1`. A spread decides by its place, so behind it. */
function lastLike(members: readonly ts.Node[], key: string): ts.Node | undefined {
  const stem = stemOf(key);
  if (stem === undefined || members.some(ts.isSpreadAssignment)) return undefined;
  return members.findLast((it) => ts.isPropertyAssignment(it) && "text" in it.name && stemOf(it.name.text) === stem);
}

function stemOf(name: string): string | undefined {
  return /^(.*?\D)\d+$/.exec(name)?.[1];
}

/** Puts an element into a list, before the one that stands at this index. */
function inserted(path: Path, value: ConfigValue, desk: Desk): Outcome {
  const { file, hand, valueAt } = desk;
  const listPath = path.slice(0, -1);
  const place = placeOf(file, listPath, valueAt);
  if (place.kind === "obstacle") return { obstacle: place };
  if (place.kind === "gap") return obstacle(place.holder, "the list cannot be seen");
  const list = resolved(place.value, file);
  if (!ts.isArrayLiteralExpression(list)) return obstacle(list, whyNot(list));
  const index = Number(path.at(-1));
  const length = lengthOf(valueAt(listPath));
  const appends = length !== undefined && index >= length;
  const spread = list.elements.find(ts.isSpreadElement);
  if (!appends && spread !== undefined) return obstacle(spread, "what comes out of the spread cannot be counted");
  const write: WriteMember = (line) => writeValue(value, hand, spotOf(line, hand));
  return { splices: added(list, appends ? list.elements.at(-1) : list.elements[index - 1], write, file, hand.style) };
}

function lengthOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}
