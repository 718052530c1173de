import { ts } from "ts-morph";
import { hasComment, isLiteral, type Literal } from "./literal.ts";
import type { Splice } from "./splice.ts";
import { indentAt, isBroken, lineStart, membersOf, type Style } from "./style.ts";

/** Writes a new member; told the indentation of its line when it gets a line of its own. */
export type WriteMember = (line: { readonly indent: string; readonly broken: boolean } | undefined) => string;

/** Adds a member behind this one; without one, before the first. */
export function added(
  holder: Literal,
  after: ts.Node | undefined,
  write: WriteMember,
  file: ts.SourceFile,
  style: Style,
): readonly Splice[] {
  const members = membersOf(holder);
  if (members.length === 0) return [intoEmpty(holder, write, file, style)];
  const broken = isBroken(holder, file);
  const [first] = members;
  if (after === undefined && first !== undefined) {
    if (!broken) return [insertion(first.getStart(file), `${write(undefined)}, `)];
    const start = ownStart(first, file);
    const indent = indentAt(file.text, start);
    return [
      insertion(lineStart(file.text, start), `${indent}${write({ indent, broken: siblingsAreBroken(holder, file) })},${style.newline}`),
    ];
  }
  return after === undefined ? [] : behind(holder, after, broken, write, file, style);
}

function behind(
  holder: Literal,
  after: ts.Node,
  broken: boolean,
  write: WriteMember,
  file: ts.SourceFile,
  style: Style,
): readonly Splice[] {
  const { text } = file;
  const last = membersOf(holder).at(-1) === after;
  const comma = commaAfter(after, file);
  const lineEnd = endOfLine(text, comma ?? after.end);
  // The next member, or the bracket, on the same line: the author writes several to a line.
  if (!broken || lineEnd === undefined) return [insertion(after.end, `, ${write(undefined)}`)];
  const indent = indentAt(text, after.getStart(file));
  const member = write({ indent, broken: siblingsAreBroken(holder, file) });
  const closing = last && comma === undefined ? "" : ",";
  const gap = blankBetweenAll(holder, file) ? style.newline : "";
  const line = insertion(lineEnd, `${gap}${style.newline}${indent}${member}${closing}`);
  if (comma !== undefined) return [line];
  if (lineEnd === after.end) return [{ ...line, text: `,${line.text}` }];
  return [insertion(after.end, ","), line];
}

function intoEmpty(holder: Literal, write: WriteMember, file: ts.SourceFile, style: Style): Splice {
  const inside = { start: holder.getStart(file) + 1, end: holder.end - 1 };
  if (!hasComment(holder, file)) {
    const padding = ts.isObjectLiteralExpression(holder) ? style.padding : "";
    return { ...inside, text: padding + write(undefined) + padding };
  }
  // The comments stay above it; a line comment needs a line break behind it in any case.
  const outer = indentAt(file.text, holder.getStart(file));
  const indent = outer + style.indent;
  const before = file.text.slice(inside.start, inside.end).trimEnd();
  const comma = style.trailingComma ? "," : "";
  const start = inside.start + before.length;
  return { start, end: inside.end, text: `${style.newline}${indent}${write({ indent, broken: false })}${comma}${style.newline}${outer}` };
}

/** Takes a member out, with its line and the comments right above it. */
export function removed(holder: Literal, member: ts.Node, file: ts.SourceFile): readonly Splice[] {
  const { text } = file;
  const members = membersOf(holder);
  const index = members.indexOf(member);
  const [previous, next] = [members[index - 1], members[index + 1]];
  const comma = commaAfter(member, file);
  const start = ownStart(member, file);
  const lineEnd = endOfLine(text, comma ?? member.end);
  const ownLines = text.slice(lineStart(text, start), start).trim() === "" && lineEnd !== undefined;
  if (ownLines) {
    const lines = { start: lineStart(text, start), end: afterNewline(text, lineEnd), text: "" };
    const gap = twoGaps(text, lines) ? { ...lines, end: afterNewline(text, lines.end) } : lines;
    // The comma before the last member goes with it where the author puts none behind the last.
    const before = previous === undefined ? undefined : commaAfter(previous, file);
    if (next === undefined && comma === undefined && previous !== undefined && before !== undefined) {
      return [{ start: before - 1, end: before, text: "" }, gap];
    }
    return [gap];
  }
  if (previous !== undefined) return [{ start: previous.end, end: member.end, text: "" }];
  if (next !== undefined) return [{ start: member.getStart(file), end: next.getStart(file), text: "" }];
  return [{ start: holder.getStart(file) + 1, end: holder.end - 1, text: "" }];
}

function insertion(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

/** The end of the comma behind a member. */
function commaAfter(member: ts.Node, file: ts.SourceFile): number | undefined {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, file.text, undefined, member.end);
  return scanner.scan() === ts.SyntaxKind.CommaToken ? scanner.getTokenEnd() : undefined;
}

/** The end of the line, behind its comments; undefined when something else follows on it. */
function endOfLine(text: string, from: number): number | undefined {
  const end = ts.getTrailingCommentRanges(text, from)?.at(-1)?.end ?? from;
  const rest = /^[^\S\r\n]*/.exec(text.slice(end))?.[0].length ?? 0;
  const behind = text[end + rest];
  return behind === "\n" || behind === "\r" ? end : undefined;
}

function afterNewline(text: string, position: number): number {
  const at = text.indexOf("\n", position);
  return at === -1 ? text.length : at + 1;
}

/** Whether a blank line stands both before and behind these lines: one of them is too many once they are gone. */
function twoGaps(text: string, lines: Splice): boolean {
  const above = /\n[^\S\n]*\n$/.test(text.slice(0, lines.start));
  return above && /^[^\S\n]*\n/.test(text.slice(lines.end));
}

/** Where a member begins with the comments that stand right above it. */
function ownStart(member: ts.Node, file: ts.SourceFile): number {
  const { text } = file;
  let start = member.getStart(file);
  for (const comment of (ts.getLeadingCommentRanges(text, member.getFullStart()) ?? []).toReversed()) {
    const between = text.slice(comment.end, start);
    if (between.split("\n").length > 2 || text.slice(lineStart(text, comment.pos), comment.pos).trim() !== "") break;
    start = comment.pos;
  }
  return start;
}

/** Whether everything of this kind in the holder is written over several lines. */
function siblingsAreBroken(holder: Literal, file: ts.SourceFile): boolean {
  const values = membersOf(holder).map((it) => (ts.isPropertyAssignment(it) ? it.initializer : it));
  const literals = values.filter((it): it is Literal => ts.isExpression(it) && isLiteral(it) && membersOf(it).length > 0);
  return literals.length > 0 && literals.length === values.length && literals.every((it) => isBroken(it, file));
}

/** Whether the author puts a blank line between all members. */
function blankBetweenAll(holder: Literal, file: ts.SourceFile): boolean {
  const members = membersOf(holder);
  const gaps = members.slice(1).map((it) => file.text.slice(it.getFullStart(), ownStart(it, file)));
  return gaps.length > 0 && gaps.every((gap) => /\n[^\S\n]*\n/.test(gap.replaceAll("\r", "")));
}
