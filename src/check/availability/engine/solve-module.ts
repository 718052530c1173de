import type { Module } from "./modules.ts";
import { depthFirstOrder } from "./order.ts";
import type { Solution } from "./solution.ts";
import { solveDiagram } from "./solve-diagram.ts";
import { solveGate } from "./solve-gate.ts";

export function solveModule(module: Module, chances: readonly number[], budget: number): Solution {
  return solveGate(module, chances) ?? solveDiagram(module, chances, depthFirstOrder(module), budget);
}
