import { readFileSync } from "node:fs";
import { type Analysis, analyse } from "../fault-tree/analyse.ts";
import { parseOpenPsa } from "../fault-tree/open-psa.ts";
import { fail } from "../util/errors.ts";

/** A fault tree of somebody's, analysed. */
export interface AnalysedTree {
  readonly files: readonly string[];
  readonly events: number;
  readonly gates: number;
  readonly analysis: Analysis;
}

/** Reads a fault tree in OpenPSA XML, whose definitions may stand in several files, and analyses it. Throws what the reader and the engine throw, and `BZ_FILE`. */
export function analyseFaultTree(files: readonly string[], orders: number | "all"): AnalysedTree {
  const tree = parseOpenPsa(files.map((where) => ({ xml: textOf(where), where })));
  return { files, events: tree.events.size, gates: tree.gates.size, analysis: analyse(tree, { orders, limit: 0, importance: false }) };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw fail("BZ_FILE", { where: file, found: (cause as NodeJS.ErrnoException).code ?? String(cause), cause });
  }
}
