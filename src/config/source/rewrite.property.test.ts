import { diffLines } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { InfrastructureConfig } from "../../language/config.ts";
import type { ConfigValue, Edit } from "../../model/edit.ts";
import { BartizanError } from "../../util/errors.ts";
import { applyEdits } from "../edit.ts";
import { changesOf } from "./change.ts";
import { rewrite } from "./rewrite.ts";

type Choose = (limit: number) => number;
type Tree = { readonly [key: string]: Tree } | readonly Tree[] | string | number | boolean;

const key = fc.constantFrom("a", "b", "lb1", "lb2", "lb9", "hosts", "two words", "key-3", "x");
const scalar = fc.oneof(
  fc.constantFrom("it's", 'a "b"', "\\", "back`tick", "line\nbreak", ""),
  fc.integer({ min: -9, max: 9 }),
  fc.boolean(),
);

const { tree } = fc.letrec<{ tree: Tree; node: Tree }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.dictionary(key, tie("node"), { maxKeys: 4, noNullPrototype: true }),
    fc.array(tie("node"), { maxLength: 4 }),
  ),
  tree: fc.dictionary(key, tie("node"), { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
}));

/** Writes a tree in a style that changes from literal to literal, with comments, constants and spreads strewn in. */
class Author {
  readonly #choose: Choose;
  readonly #pieces: boolean;
  readonly #newline: string;
  readonly #quote: string;
  readonly #head: string[] = [];
  #count = 0;

  constructor(choose: Choose, pieces: boolean) {
    this.#choose = choose;
    this.#pieces = pieces;
    this.#newline = choose(4) === 0 ? "\r\n" : "\n";
    this.#quote = choose(2) === 0 ? '"' : "'";
  }

  file(value: Tree): string {
    const literal = this.#value(value, "");
    const exported = this.#choose(2) === 0 ? `defineInfrastructure(${literal})` : literal;
    return [...this.#head, `export default ${exported};`, ""].join(this.#newline);
  }

  #value(value: Tree, indent: string): string {
    const text = this.#literal(value, indent);
    if (!this.#pieces || this.#choose(8) !== 0) return this.#choose(12) === 0 ? `(${text})` : text;
    const name = `part${this.#next()}`;
    this.#head.push(`const ${name} = ${this.#literal(value, "")};`);
    return name;
  }

  #literal(value: Tree, indent: string): string {
    if (typeof value === "string") return this.#string(value);
    if (typeof value !== "object") return String(value);
    const inner = `${indent}  `;
    const members = Array.isArray(value)
      ? value.map((it) => this.#value(it, inner))
      : Object.entries(value).map(([name, it]) => this.#member(name, it, inner));
    const [open, close] = Array.isArray(value) ? "[]" : "{}";
    if (members.length === 0) return this.#choose(4) === 0 ? `${open} /* none ${this.#next()} */ ${close}` : `${open}${close}`;
    const comma = this.#choose(2) === 0 ? "," : "";
    // What is written over lines inside needs no lines of its own around it.
    if (this.#choose(2) === 0) return `${open} ${members.join(", ")}${comma} ${close}`;
    const lines = members.map((member, index) => this.#line(member, index < members.length - 1 ? "," : comma, inner));
    return `${open}${this.#newline}${lines.join(this.#newline)}${this.#newline}${indent}${close}`;
  }

  #line(member: string, comma: string, indent: string): string {
    const above = this.#choose(5) === 0 ? `${indent}// above ${this.#next()}${this.#newline}` : "";
    const blank = this.#choose(6) === 0 ? this.#newline : "";
    const behind = this.#choose(4) === 0 ? ` // behind ${this.#next()}` : this.#choose(8) === 0 ? ` /* behind ${this.#next()} */` : "";
    return `${blank}${above}${indent}${member}${comma}${behind}`;
  }

  #member(name: string, value: Tree, indent: string): string {
    const bare = /^\w+$/.test(name) && this.#choose(5) !== 0;
    if (this.#pieces && this.#choose(8) === 0) {
      const part = `part${this.#next()}`;
      this.#head.push(`const ${part} = { ${this.#string(name)}: ${this.#literal(value, "")} };`);
      return `...${part}`;
    }
    return `${bare ? name : this.#string(name)}: ${this.#value(value, indent)}`;
  }

  #string(value: string): string {
    const json = JSON.stringify(value).slice(1, -1);
    return this.#quote === '"' ? `"${json}"` : `'${json.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}

/** An edit somewhere in the config: of what is there, or of what could be. */
function someEdit(config: unknown, choose: Choose, values: readonly Tree[]): Edit {
  const path: (string | number)[] = [];
  let here: unknown = config;
  while (typeof here === "object" && here !== null && (path.length === 0 || choose(4) !== 0)) {
    const keys = Object.keys(here);
    const list = Array.isArray(here);
    if (keys.length === 0 || choose(6) === 0) {
      const fresh = list ? keys.length : `new${choose(3)}`;
      path.push(fresh);
      if (!keys.includes(String(fresh)) && choose(2) === 0) path.push("deep");
      here = undefined;
      break;
    }
    const next = keys[choose(keys.length)] ?? "";
    path.push(list ? Number(next) : next);
    here = (here as Record<string, unknown>)[next];
  }
  if (here !== undefined && choose(5) === 0) return { path, value: undefined };
  // Often something that is much like what is there.
  if (typeof here === "object" && here !== null && choose(2) === 0) {
    const inner = someEdit({ it: here }, choose, values);
    const changed = applyEdits({ it: here } as unknown as InfrastructureConfig, [inner]) as { it?: ConfigValue };
    return { path, value: changed.it ?? 0 };
  }
  return { path, value: values[choose(values.length)] ?? 1 };
}

function evaluate(text: string): InfrastructureConfig {
  return new Function("defineInfrastructure", text.replace("export default", "return"))((it: unknown) => it);
}

const RUNS = 1_000;

function scenario(pieces: boolean) {
  return fc
    .record({
      tree,
      values: fc.array(fc.oneof(scalar, tree), { minLength: 1, maxLength: 3 }),
      seed: fc.nat(),
      edits: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ tree: value, values, seed, edits: count }) => {
      let state = seed;
      // A small generator of its own, so that a counterexample is one number and a tree.
      const choose: Choose = (limit) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 2 ** 32) * limit);
      };
      const text = new Author(choose, pieces).file(value);
      const config = evaluate(text);
      const edits: Edit[] = [];
      for (let at = 0; at < count; at += 1) edits.push(someEdit(applyEdits(config, edits), choose, values));
      return { text, config, edits };
    });
}

test("what the new text exports is the old config with the edits, and what they are not about keeps its bytes", () => {
  let byHand = 0;
  fc.assert(
    fc.property(scenario(false), ({ text, config, edits }) => {
      let result: string;
      try {
        result = rewrite({ name: "bartizan.config.ts", text, config }, edits);
      } catch (error) {
        // Only rather than losing a comment.
        expect((error as BartizanError).problems).toMatchObject([{ code: "BZ_FIX_BY_HAND", found: expect.stringContaining("comments") }]);
        byHand += 1;
        return;
      }
      expect(evaluate(result)).toEqual(applyEdits(config, edits));
      expect(result.includes("\r\n")).toBe(text.includes("\r\n"));
      const removes = edits.some((edit) => JSON.stringify(changesOf(edit, config)).includes('"remove"') || edit.value === undefined);
      const kinds = edits.flatMap((edit, index) => changesOf(edit, at(applyEdits(config, edits.slice(0, index)), edit.path)));
      if (!removes && kinds.every(({ kind }) => kind !== "remove")) {
        expect(comments(result)).toEqual(comments(text));
        // A value replaced is a line replaced; whatever is added only adds. Lines that became too long are spread.
        if (!result.split("\n").some((line, index) => line.length > 78 || (text.split("\n")[index] ?? "").length > 78)) {
          const gone = diffLines(text, result).filter((part) => part.removed);
          expect(gone.reduce((sum, part) => sum + part.count, 0)).toBeLessThanOrEqual(
            kinds.reduce((sum, change) => sum + linesOf(change, text, config), 0),
          );
        }
      }
    }),
    { numRuns: RUNS },
  );
  // About one in twelve; a bound that chance does not reach.
  expect(byHand).toBeLessThan(RUNS * 0.15);
});

test("a config in constants and spreads comes out as intended, or is left alone", () => {
  let byHand = 0;
  fc.assert(
    fc.property(scenario(true), ({ text, config, edits }) => {
      try {
        expect(evaluate(rewrite({ name: "bartizan.config.ts", text, config }, edits))).toEqual(applyEdits(config, edits));
      } catch (error) {
        if (!(error instanceof BartizanError)) throw error;
        expect(error.problems).toMatchObject([{ code: "BZ_FIX_BY_HAND" }]);
        byHand += 1;
      }
    }),
    { numRuns: RUNS },
  );
  expect(byHand).toBeLessThan(RUNS / 4);
});

function comments(text: string): readonly string[] {
  return (text.match(/(\/\/ (above|behind) \d+|\/\* (behind|none) \d+ \*\/)/g) ?? []).toSorted();
}

function at(config: unknown, path: Edit["path"]): unknown {
  return path.reduce<unknown>((here, step) => (here as Record<string | number, unknown> | undefined)?.[step], config);
}

/** How many lines a change may take away at most: those of the value that it replaces, else the one of a comma. */
function linesOf(change: ReturnType<typeof changesOf>[number], text: string, config: unknown): number {
  const old = change.kind === "set" ? at(config, change.path) : undefined;
  return old !== null && typeof old === "object" ? text.split("\n").length : 1;
}
