import { fail } from "../../util/errors.ts";
import { nearest } from "../../util/suggest.ts";
import type { Element } from "./element.ts";
import { decodeName } from "./identifier.ts";

export type DefinitionKind = "gate" | "basic-event" | "house-event" | "parameter";

export interface Definition {
  readonly kind: DefinitionKind;
  /** Unique name: a private one has its containers before it, as in `Plant.Pump.valve`. */
  readonly name: string;
  /** Fault tree and components around it, outermost first. */
  readonly scope: readonly string[];
  readonly element: Element;
}

/** All that a model defines, with the rules by which a reference finds it. */
export interface Definitions {
  readonly all: readonly Definition[];
  /** What a reference means in a scope. */
  find(reference: string, kinds: readonly DefinitionKind[], scope: readonly string[], at: string): Definition;
}

const KINDS: Readonly<Record<string, DefinitionKind>> = {
  "define-gate": "gate",
  "define-basic-event": "basic-event",
  "define-house-event": "house-event",
  "define-parameter": "parameter",
};
const CONTAINERS = ["define-fault-tree", "define-component", "model-data"];
const DESCRIPTIONS = ["label", "attributes"];

/** Collects the definitions of a model, which may be spread over several documents. */
export function collect(models: readonly Element[]): Definitions {
  const all: Definition[] = [];
  for (const model of models) {
    if (model.name !== "opsa-mef") {
      throw fail("BZ_FAULT_TREE_UNSUPPORTED", { where: model.at, found: `a document of <${model.name}>`, allowed: "<opsa-mef>" });
    }
    gather(model, [], "public", all);
  }
  const byName = new Map<string, Definition>();
  const byPath = new Map<string, Definition>();
  for (const definition of all) {
    const { kind, name, scope, element } = definition;
    for (const [table, key] of [
      [byName, keyOf(kind, name)],
      [byPath, keyOf(kind, [...scope, definedName(element)].join("."))],
    ] as const) {
      const other = table.get(key);
      if (other !== undefined)
        throw fail("BZ_FAULT_TREE_TWICE", { where: element.at, found: `${name}, defined before at ${other.element.at}` });
      table.set(key, definition);
    }
  }
  return {
    all,
    find: (reference, kinds, scope, at) => {
      for (const kind of kinds) {
        // From the inside outwards, then by a full path, then what is public.
        for (let depth = scope.length; depth >= 0; depth -= 1) {
          const found = byPath.get(keyOf(kind, [...scope.slice(0, depth), reference].join(".")));
          if (found !== undefined) return found;
        }
        const found = byName.get(keyOf(kind, decodeName(reference)));
        if (found !== undefined) return found;
      }
      const candidates = all.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
      const meant = nearest(reference, candidates);
      throw fail("BZ_FAULT_TREE_UNDEFINED", {
        where: at,
        found: `${reference}, which nothing defines as a ${kinds.join(" or ")}`,
        ...(meant === undefined ? {} : { mend: `Define it, or write ${meant}.` }),
      });
    },
  };
}

function keyOf(kind: DefinitionKind, name: string): string {
  return `${kind} ${name}`;
}

function gather(container: Element, scope: readonly string[], role: string, into: Definition[]): void {
  for (const element of container.children) {
    const kind = Object.hasOwn(KINDS, element.name) ? KINDS[element.name] : undefined;
    const own = element.attributes.role ?? role;
    if (kind !== undefined) {
      const name = definedName(element);
      const unique = own === "private" ? [...scope, name].join(".") : decodeName(name);
      into.push({ kind, name: unique, scope, element });
    } else if (CONTAINERS.includes(element.name)) {
      gather(element, element.name === "model-data" ? scope : [...scope, definedName(element)], own, into);
    } else if (!DESCRIPTIONS.includes(element.name)) {
      const allowed = [...CONTAINERS, ...Object.keys(KINDS)].join(", ");
      throw fail("BZ_FAULT_TREE_UNSUPPORTED", { where: element.at, found: `<${element.name}>`, allowed });
    }
  }
}

function definedName(element: Element): string {
  const { name = "" } = element.attributes;
  if (name === "") throw fail("BZ_FAULT_TREE_XML", { where: element.at, found: `<${element.name}> without a name` });
  return name;
}

/** What a definition says, without label and attributes. */
export function contentOf(element: Element): readonly Element[] {
  return element.children.filter(({ name }) => !DESCRIPTIONS.includes(name));
}
