import { ts } from "ts-morph";
import type { Path } from "../../language/path.ts";
import { declared, exportedExpression, hasComment, isLiteral, type Literal, resolved, wordOf } from "./literal.ts";

/** A member of a literal that gives a value: `key: value`, the shorthand `key`, or an element of a list. */
export type Member = ts.PropertyAssignment | ts.ShorthandPropertyAssignment | ts.Expression;

/** What stands in the file at a path of the config. */
export type Place =
  | {
      readonly kind: "member";
      readonly holder: Literal;
      readonly member: Member;
      readonly value: ts.Expression;
      /** The literal into which `holder` is spread, when the member is not a member of it itself. */
      readonly spreadInto?: ts.ObjectLiteralExpression;
    }
  /** Nothing: the first key of `rest` is missing in the holder. */
  | { readonly kind: "gap"; readonly holder: Literal; readonly rest: Path }
  /** Something that is not written out: only its author can change it. */
  | { readonly kind: "obstacle"; readonly at: ts.Node; readonly why: string };

type Step = Exclude<Place, { readonly kind: "gap" }> | { readonly kind: "nothing" };

/**
 * Looks a path up in the file. `value` tells what the loaded config has at a path: it decides whether a key that is not to be
 * seen comes out of something computed or is not there at all.
 */
export function placeOf(file: ts.SourceFile, path: Path, value: (path: Path) => unknown): Place {
  const root = exportedExpression(file);
  if (root === undefined) return { kind: "obstacle", at: file, why: "the file's default export is not an expression in it" };
  let here: ts.Expression = resolved(root, file);
  for (const [depth, key] of path.entries()) {
    const waiver = waiverArguments(here);
    if (waiver !== undefined && key === "finding") {
      if (depth < path.length - 1) return { kind: "obstacle", at: here, why: whyNot(here) };
      return { kind: "member", holder: waiver.rest, member: waiver.finding, value: waiver.finding };
    }
    if (waiver !== undefined) here = waiver.rest;
    if (!isLiteral(here)) return { kind: "obstacle", at: here, why: whyNot(here) };
    const way = path.slice(0, depth + 1);
    const step: Step = typeof key === "number" ? elementOf(here, key, value(path.slice(0, depth))) : memberOf(here, key, value(way), file);
    if (step.kind === "nothing") return { kind: "gap", holder: here, rest: path.slice(depth) };
    if (step.kind === "obstacle" || depth === path.length - 1) return step;
    here = resolved(step.value, file);
  }
  return { kind: "obstacle", at: here, why: "it is the whole of the config" };
}

/** What `waive(finding, { ... })` is given: together they are one object. */
function waiverArguments(node: ts.Expression): { readonly finding: ts.Expression; readonly rest: ts.ObjectLiteralExpression } | undefined {
  if (!ts.isCallExpression(node) || wordOf(node) !== "waive") return undefined;
  const [finding, rest] = node.arguments;
  return finding !== undefined && rest !== undefined && ts.isObjectLiteralExpression(rest) ? { finding, rest } : undefined;
}

/** The member that decides the value of a key: the last one that gives it. */
function memberOf(holder: Literal, key: string, value: unknown, file: ts.SourceFile): Step {
  if (!ts.isObjectLiteralExpression(holder)) return { kind: "obstacle", at: holder, why: "it is a list" };
  for (const property of holder.properties.toReversed()) {
    const step = giverOf(property, key, value, holder, file);
    if (step.kind !== "nothing") return step;
  }
  return { kind: "nothing" };
}

/** Whether this property gives the key, and what. */
function giverOf(
  property: ts.ObjectLiteralElementLike,
  key: string,
  value: unknown,
  holder: ts.ObjectLiteralExpression,
  file: ts.SourceFile,
): Step {
  if (ts.isSpreadAssignment(property)) {
    const spread = resolved(property.expression, file);
    if (ts.isObjectLiteralExpression(spread)) {
      const step = memberOf(spread, key, value, file);
      return step.kind === "member" ? { ...step, spreadInto: holder } : step;
    }
    return value === undefined ? { kind: "nothing" } : { kind: "obstacle", at: property, why: `it may come out of \`${short(property)}\`` };
  }
  const name = nameOf(property.name);
  if (name === undefined) {
    return value === undefined
      ? { kind: "nothing" }
      : { kind: "obstacle", at: property, why: `its name is computed: \`${short(property.name)}\`` };
  }
  if (name !== key) return { kind: "nothing" };
  if (ts.isPropertyAssignment(property)) return { kind: "member", holder, member: property, value: property.initializer };
  if (ts.isShorthandPropertyAssignment(property)) return { kind: "member", holder, member: property, value: property.name };
  return { kind: "obstacle", at: property, why: "it is a function" };
}

/** The element of a list at an index; elements behind a spread are only counted where the list is to grow. */
function elementOf(holder: Literal, index: number, list: unknown): Step {
  if (!ts.isArrayLiteralExpression(holder)) return { kind: "obstacle", at: holder, why: "it is an object" };
  const spread = holder.elements.findIndex(ts.isSpreadElement);
  const length = Array.isArray(list) ? list.length : holder.elements.length;
  if (index >= length) return { kind: "nothing" };
  const element = spread === -1 || index < spread ? holder.elements[index] : holder.elements[spread];
  if (element === undefined) return { kind: "nothing" };
  if (ts.isSpreadElement(element)) return { kind: "obstacle", at: element, why: `it may come out of \`${short(element)}\`` };
  return { kind: "member", holder, member: element, value: element };
}

/** A property's name, where it is written out. */
function nameOf(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  return ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
}

/** Why an expression cannot be edited. */
export function whyNot(node: ts.Expression): string {
  if (ts.isIdentifier(node)) {
    return declared(node.getSourceFile(), node.text) === undefined
      ? `\`${node.text}\` is not made in this file`
      : `\`${node.text}\` is computed`;
  }
  if (isLiteral(node)) return hasComment(node, node.getSourceFile()) ? "the comments in it would be lost" : "something in it is computed";
  if (ts.isCallExpression(node)) return `it is the result of \`${short(node.expression)}(…)\``;
  return `it is computed: \`${short(node)}\``;
}

function short(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
