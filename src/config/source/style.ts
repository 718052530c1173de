import { ts } from "ts-morph";

/** How the author of a file writes literals. */
export interface Style {
  readonly newline: "\n" | "\r\n";
  /** One step of indentation. */
  readonly indent: string;
  readonly quote: '"' | "'";
  /** Whether the last member of a literal over several lines has a comma. */
  readonly trailingComma: boolean;
  /** What stands between the braces and the members of an object on one line. */
  readonly padding: "" | " ";
  /** Longest line that the author would write, in characters. */
  readonly width: number;
}

/** The limits that formatters are usually given; the file is taken to follow the smallest one that its lines keep to. */
const WIDTHS = [80, 100, 120, 140] as const;

/** Reads the style off a file; where the file shows nothing, the style of most formatters. */
export function styleOf(file: ts.SourceFile): Style {
  const { text } = file;
  const indents = new Tally<string>();
  const quotes = new Tally<'"' | "'">();
  const commas = new Tally<boolean>();
  const paddings = new Tally<"" | " ">();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) quotes.add(text[node.getStart(file)] === "'" ? "'" : '"');
    if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) {
      const members = membersOf(node);
      const [first] = members;
      if (first !== undefined && isBroken(node, file)) {
        commas.add(members.hasTrailingComma ?? false);
        const [outer, inner] = [indentAt(text, node.getStart(file)), indentAt(text, first.getStart(file))];
        if (inner.startsWith(outer) && inner !== outer) indents.add(inner.slice(outer.length));
      } else if (first !== undefined && ts.isObjectLiteralExpression(node)) paddings.add(text[node.getStart(file) + 1] === " " ? " " : "");
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const longest = Math.max(...text.split("\n").map((line) => line.trimEnd().length));
  return {
    newline: text.includes("\r\n") ? "\r\n" : "\n",
    indent: indents.most("  "),
    quote: quotes.most('"'),
    trailingComma: commas.most(true),
    padding: paddings.most(" "),
    width: WIDTHS.find((width) => longest <= width) ?? longest,
  };
}

/** The members of an object literal or the elements of an array literal. */
export function membersOf(node: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression): ts.NodeArray<ts.Node> {
  return ts.isObjectLiteralExpression(node) ? node.properties : node.elements;
}

/** Whether a literal is written over several lines: its first member does not stand on the line of the bracket. */
export function isBroken(node: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression, file: ts.SourceFile): boolean {
  const first = membersOf(node)[0];
  const end = first === undefined ? node.end : first.getStart(file);
  return file.text.slice(node.getStart(file), end).includes("\n");
}

/** What the line that holds this position begins with. */
export function indentAt(text: string, position: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, position)))?.[0] ?? "";
}

/** Where the line that holds this position begins. */
export function lineStart(text: string, position: number): number {
  return text.lastIndexOf("\n", position - 1) + 1;
}

/** Counts what it is given; the first of equals wins. */
class Tally<T> {
  readonly #counts = new Map<T, number>();

  add(value: T): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  most(fallback: T): T {
    let best = { value: fallback, count: 0 };
    for (const [value, count] of this.#counts) if (count > best.count) best = { value, count };
    return best.value;
  }
}
