import { fail } from "../../util/errors.ts";
import type { Gate } from "../fault-tree.ts";
import { contentOf, type Definition, type DefinitionKind, type Definitions } from "./definitions.ts";
import type { Element } from "./element.ts";

/** Inputs of gates that stand for what never fails and what has failed. No name in XML can hold a space. */
export const CONSTANTS: Readonly<Record<"true" | "false", string>> = { false: "constant false", true: "constant true" };

const REFERENCES: Readonly<Record<string, readonly DefinitionKind[]>> = {
  event: ["gate", "basic-event", "house-event"],
  gate: ["gate"],
  "basic-event": ["basic-event"],
  "house-event": ["house-event"],
};
const NOT_COHERENT = ["not", "xor", "nand", "nor", "imply", "iff", "cardinality"];

/** The formulas of a model as gates. Formulas within formulas get gates of their own: `top#1`. Recurses as deep as the document is. */
export function gatesOf(definitions: Definitions): ReadonlyMap<string, Gate> {
  const gates = new Map<string, Gate>();
  for (const definition of definitions.all) {
    if (definition.kind !== "gate") continue;
    const { name, element } = definition;
    const [formula, ...more] = contentOf(element);
    if (formula === undefined || more.length > 0) {
      const found = formula === undefined ? "no formula" : "several formulas";
      throw fail("BZ_FAULT_TREE_GATE", { where: element.at, found, allowed: "one formula" });
    }
    let inner = 0;
    const inputOf = (it: Element): string => {
      const plain = referenced(it, definition, definitions);
      if (plain !== undefined) return plain;
      inner += 1;
      const part = `${name}#${inner}`;
      gates.set(part, connective(it, it.children.map(inputOf)));
      return part;
    };
    const plain = referenced(formula, definition, definitions);
    gates.set(name, plain === undefined ? connective(formula, formula.children.map(inputOf)) : { op: "or", inputs: [plain] });
  }
  return gates;
}

/** The name that a reference or a constant comes to; undefined for a connective. */
function referenced(it: Element, { scope }: Definition, definitions: Definitions): string | undefined {
  if (it.name === "constant") return CONSTANTS[truth(it)];
  const kinds = Object.hasOwn(REFERENCES, it.name) ? REFERENCES[it.name] : undefined;
  if (kinds === undefined) return undefined;
  const type = it.attributes.type;
  const meant = definitions.find(
    it.attributes.name ?? "",
    kinds.filter((kind) => type === undefined || kind === type),
    scope,
    it.at,
  );
  if (meant.kind !== "house-event") return meant.name;
  const [value] = contentOf(meant.element);
  return CONSTANTS[value === undefined ? "false" : truth(value)];
}

function truth(it: Element): "true" | "false" {
  const { value = "" } = it.attributes;
  if (it.name === "constant" && (value === "true" || value === "1")) return "true";
  if (it.name === "constant" && (value === "false" || value === "0")) return "false";
  throw fail("BZ_FAULT_TREE_UNSUPPORTED", {
    where: it.at,
    found: `<${it.name}> ${value}`,
    allowed: '<constant value="true"/> or <constant value="false"/>',
  });
}

function connective(it: Element, inputs: readonly string[]): Gate {
  if (it.name === "and" || it.name === "or") return { op: it.name, inputs };
  if (it.name === "atleast") {
    const k = Number(it.attributes.min?.trim() || Number.NaN);
    if (Number.isInteger(k)) return { op: "at-least", k, inputs };
    throw fail("BZ_FAULT_TREE_GATE", {
      where: it.at,
      found: `min ${it.attributes.min ?? "missing"}`,
      allowed: 'a whole number, as in <atleast min="2">',
    });
  }
  const mend = NOT_COHERENT.includes(it.name) ? "A failure must never mend anything: write the tree without it." : undefined;
  throw fail("BZ_FAULT_TREE_UNSUPPORTED", {
    where: it.at,
    found: `<${it.name}>`,
    allowed: "and, or, atleast, constant, and references to gates and events",
    ...(mend === undefined ? {} : { mend }),
  });
}
