import { type Gate, threshold } from "./fault-tree.ts";

/**
 * The events that bring the top event about alone, when the `given` ones have happened anyway; none when those are enough. Never
 * lists a larger cut set, so the work is linear in what the gates hold together, each gate once.
 */
export function singleFailures(top: string, gates: ReadonlyMap<string, Gate>, given: (event: string) => boolean): ReadonlySet<string> {
  /** What is enough for a gate alone; undefined when the given events are enough already. */
  const known = new Map<string, ReadonlySet<string> | undefined>();
  const visit = (name: string): ReadonlySet<string> | undefined => {
    const gate = gates.get(name);
    if (gate === undefined) return given(name) ? undefined : new Set([name]);
    if (known.has(name)) return known.get(name);
    let needed = threshold(gate);
    const counts = new Map<string, number>();
    for (const input of gate.inputs) {
      const enough = visit(input);
      if (enough === undefined) needed -= 1;
      else for (const event of enough) counts.set(event, (counts.get(event) ?? 0) + 1);
    }
    const result = needed <= 0 ? undefined : new Set([...counts].filter(([, count]) => count >= needed).map(([event]) => event));
    known.set(name, result);
    return result;
  };
  return visit(top) ?? new Set();
}
