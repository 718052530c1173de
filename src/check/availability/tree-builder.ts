import type { Gate } from "../../fault-tree/fault-tree.ts";
import type { Failing } from "../../model/infrastructure.ts";

/** A component before anybody has said how often it fails. */
export interface ComponentDraft {
  /** Name of its basic event. */
  readonly id: string;
  readonly kind: Failing;
  readonly label: string;
  /** The host that it is, or stands on. */
  readonly host?: string;
  /** Names of the hosts that are lost with it, or on which the software fails. */
  readonly hosts: readonly string[];
  /** A fault in the software of a whole tier at once. */
  readonly common: boolean;
}

/** Collects gates and events; every method returns the name of what now stands for its arguments. */
export interface TreeBuilder {
  readonly gates: ReadonlyMap<string, Gate>;
  readonly drafts: ReadonlyMap<string, ComponentDraft>;
  readonly event: (draft: ComponentDraft) => string;
  readonly or: (name: string, inputs: readonly string[]) => string;
  readonly and: (name: string, inputs: readonly string[]) => string;
  readonly atLeast: (name: string, k: number, inputs: readonly string[]) => string;
}

export function treeBuilder(): TreeBuilder {
  const gates = new Map<string, Gate>();
  const drafts = new Map<string, ComponentDraft>();
  // A gate with one input is that input.
  const add = (name: string, gate: Gate): string => {
    const [only] = gate.inputs;
    if (gate.inputs.length === 1 && only !== undefined) return only;
    gates.set(name, gate);
    return name;
  };
  const or = (name: string, inputs: readonly string[]): string => add(name, { op: "or", inputs });
  const and = (name: string, inputs: readonly string[]): string => add(name, { op: "and", inputs });
  return {
    gates,
    drafts,
    event: (draft) => {
      if (!drafts.has(draft.id)) drafts.set(draft.id, draft);
      return draft.id;
    },
    or,
    and,
    atLeast: (name, k, inputs) => {
      if (k === 1) return or(name, inputs);
      return k === inputs.length ? and(name, inputs) : add(name, { op: "at-least", k, inputs });
    },
  };
}
