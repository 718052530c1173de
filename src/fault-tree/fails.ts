import { type Gate, threshold } from "./fault-tree.ts";

/** Whether a gate or event occurs when exactly these basic events have. For trees that are not deep, as those of an infrastructure. */
export function occurs(name: string, gates: ReadonlyMap<string, Gate>, occurred: (event: string) => boolean): boolean {
  const known = new Map<string, boolean>();
  const visit = (it: string): boolean => {
    const gate = gates.get(it);
    if (gate === undefined) return occurred(it);
    const before = known.get(it);
    if (before !== undefined) return before;
    const count = gate.inputs.filter(visit).length;
    const result = count >= threshold(gate);
    known.set(it, result);
    return result;
  };
  return visit(name);
}
