import { ts } from "ts-morph";
import { hasComment, isLiteral, type Literal } from "./literal.ts";
import type { Splice } from "./splice.ts";
import { indentAt, lineStart, membersOf, type Style } from "./style.ts";

/** Spreads the outermost literal on the line of this position over several lines, if the line is too long. */
export function fitted(file: ts.SourceFile, position: number, style: Style): readonly Splice[] {
  const { text } = file;
  const start = lineStart(text, position);
  const end = text.indexOf("\n", position);
  const line = text.slice(start, end === -1 ? text.length : end).trimEnd();
  if (line.length <= style.width) return [];
  let outermost: Literal | undefined;
  for (let node = nodeAt(file, position); node !== undefined; node = node.parent) {
    if (!ts.isExpression(node) || !isLiteral(node) || membersOf(node).length === 0) continue;
    const whole = node.getStart(file) >= start && (end === -1 || node.end <= end);
    if (whole && !hasComment(node, file)) outermost = node;
  }
  if (outermost === undefined) return [];
  return [{ start: outermost.getStart(file), end: outermost.end, text: spread(outermost, indentAt(text, start), file, style) }];
}

/** A literal over several lines, its members as they are where they fit. */
function spread(node: Literal, indent: string, file: ts.SourceFile, style: Style): string {
  const inner = indent + style.indent;
  const lines = membersOf(node).map((member) => inner + memberText(member, inner, file, style));
  const [open, close] = ts.isArrayLiteralExpression(node) ? "[]" : "{}";
  const comma = style.trailingComma ? "," : "";
  return `${open}${style.newline}${lines.join(`,${style.newline}`)}${comma}${style.newline}${indent}${close}`;
}

function memberText(member: ts.Node, indent: string, file: ts.SourceFile, style: Style): string {
  const text = member.getText(file);
  const value = ts.isPropertyAssignment(member) ? member.initializer : member;
  const fits = indent.length + text.length + 1 <= style.width || text.includes("\n");
  if (fits || !ts.isExpression(value) || !isLiteral(value) || membersOf(value).length === 0) return text;
  return text.slice(0, value.getStart(file) - member.getStart(file)) + spread(value, indent, file, style);
}

function nodeAt(file: ts.SourceFile, position: number): ts.Node {
  const within = (node: ts.Node): ts.Node =>
    ts.forEachChild(node, (child) => (child.getStart(file) <= position && position < child.end ? within(child) : undefined)) ?? node;
  return within(file);
}
