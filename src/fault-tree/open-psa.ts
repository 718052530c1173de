import { fail } from "../util/errors.ts";
import { postorder } from "./engine/postorder.ts";
import { type FaultTree, type Gate, requireSound, threshold } from "./fault-tree.ts";
import { collect, contentOf, type Definition, type Definitions } from "./open-psa/definitions.ts";
import { parseXml } from "./open-psa/element.ts";
import { evaluate } from "./open-psa/expression.ts";
import { CONSTANTS, gatesOf } from "./open-psa/formula.ts";
import { encodeName } from "./open-psa/identifier.ts";

/** A document of a model; `where` names it in messages. */
export interface OpenPsaFile {
  readonly xml: string;
  readonly where: string;
}

/**
 * Reads a coherent fault tree in the Open-PSA model exchange format (2.0d), whose definitions may stand in several files; published ones
 * often keep the probabilities apart. What is not a coherent fault tree with known probabilities is refused (BZ_FAULT_TREE_*), never
 * left out.
 */
export function parseOpenPsa(files: readonly OpenPsaFile[]): FaultTree {
  const definitions = collect(files.map(({ xml, where }) => parseXml(xml, where)));
  const where = files.map((file) => file.where).join(", ");
  const gates = gatesOf(definitions);
  const top = topOf(gates, where);
  const events = probabilities(definitions);
  const constants = Object.entries(CONSTANTS).map(([value, name]) => [name, value === "true" ? 1 : 0] as const);
  requireSound({ top, gates, events: new Map([...events, ...constants]) }, where);
  return fold({ top, gates, events }, where);
}

/** The one gate that no other uses. */
function topOf(gates: ReadonlyMap<string, Gate>, where: string): string {
  const used = new Set([...gates.values()].flatMap(({ inputs }) => inputs));
  const tops = [...gates.keys()].filter((name) => !used.has(name));
  const [top, second] = tops;
  // Where gates use each other in a circle, none is on top: whoever looks at any of them finds the circle.
  const only = second === undefined ? (top ?? gates.keys().next().value) : undefined;
  if (only !== undefined) return only;
  const found = tops.length === 0 ? "no gate" : `${tops.length} gates that no other gate uses: ${tops.slice(0, 5).join(", ")}`;
  throw fail("BZ_FAULT_TREE_TOP", { where, found, allowed: "one" });
}

function probabilities(definitions: Definitions): Map<string, number> {
  const parameters = new Map<Definition, number | "open">();
  const evaluated = (definition: Definition): number => {
    const { element, scope, name } = definition;
    const [expression] = contentOf(element);
    if (expression === undefined) {
      throw fail("BZ_FAULT_TREE_PROBABILITY", {
        where: element.at,
        found: `${name} without a value`,
        allowed: "a number or an expression",
      });
    }
    return evaluate(expression, (reference, at) => {
      const meant = definitions.find(reference, ["parameter"], scope, at);
      const known = parameters.get(meant);
      if (known === "open") throw fail("BZ_FAULT_TREE_CYCLE", { where: at, found: `the parameter ${reference}, which depends on itself` });
      if (known !== undefined) return known;
      parameters.set(meant, "open");
      const value = evaluated(meant);
      parameters.set(meant, value);
      return value;
    });
  };
  const events = definitions.all.filter(({ kind }) => kind === "basic-event");
  return new Map(events.map((event) => [event.name, evaluated(event)]));
}

/** Works constants out of the gates. */
function fold(tree: FaultTree, where: string): FaultTree {
  const values = new Map<string, boolean>([
    [CONSTANTS.false, false],
    [CONSTANTS.true, true],
  ]);
  const gates = new Map<string, Gate>();
  for (const name of postorder(tree.top, (it) => tree.gates.get(it)?.inputs ?? [])) {
    const gate = tree.gates.get(name);
    if (gate === undefined) continue;
    const failed = gate.inputs.filter((input) => values.get(input) === true).length;
    const inputs = gate.inputs.filter((input) => !values.has(input));
    const k = threshold(gate) - failed;
    if (k <= 0) values.set(name, true);
    else if (k > inputs.length) values.set(name, false);
    else if (inputs.length === gate.inputs.length) gates.set(name, gate);
    else gates.set(name, k === 1 ? { op: "or", inputs } : { op: "at-least", k, inputs });
  }
  const constant = values.get(tree.top);
  if (constant === undefined) return { top: tree.top, gates, events: tree.events };
  throw fail("BZ_FAULT_TREE_TOP", {
    where,
    found: `${tree.top}, which ${constant ? "has always failed" : "never fails"}`,
    allowed: "a gate that can fail",
  });
}

/**
 * Writes the tree in the Open-PSA model exchange format, as other engines and `parseOpenPsa` read it: what the top does not need is
 * left out, and a gate of one input is that input.
 */
export function formatOpenPsa(tree: FaultTree, name: string): string {
  requireSound(tree);
  const needed = new Set([tree.top]);
  for (const it of needed) for (const input of tree.gates.get(it)?.inputs ?? []) needed.add(input);
  const reference = (it: string): string => `<${tree.gates.has(it) ? "gate" : "basic-event"} name="${encodeName(it)}"/>`;
  const define = (it: string, gate: Gate): string => {
    const inputs = [...new Set(gate.inputs)];
    const [only] = inputs;
    const k = Math.min(threshold(gate), inputs.length);
    const tag = k === 1 ? "or" : k === inputs.length ? "and" : "atleast";
    const formula =
      inputs.length === 1 && only !== undefined
        ? [reference(only)]
        : [`<${tag}${tag === "atleast" ? ` min="${k}"` : ""}>`, ...inputs.map((input) => `  ${reference(input)}`), `</${tag}>`];
    return [`<define-gate name="${encodeName(it)}">`, ...formula.map((line) => `  ${line}`), "</define-gate>"]
      .map((line) => `    ${line}`)
      .join("\n");
  };
  const top: readonly string[] = tree.gates.has(tree.top) ? [] : [define(`${tree.top}#`, { op: "or", inputs: [tree.top] })];
  const gates = [...tree.gates].filter(([it]) => needed.has(it)).map(([it, gate]) => define(it, gate));
  const events = [...tree.events]
    .filter(([it]) => needed.has(it))
    .map(
      ([it, chance]) => `    <define-basic-event name="${encodeName(it)}">\n      <float value="${chance}"/>\n    </define-basic-event>`,
    );
  return `<?xml version="1.0" encoding="UTF-8"?>
<opsa-mef>
  <define-fault-tree name="${encodeName(name)}">
${[...top, ...gates, ...events].join("\n")}
  </define-fault-tree>
</opsa-mef>
`;
}
