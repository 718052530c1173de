import type { CutSetCount } from "../../fault-tree/analyse.ts";
import { counted, grouped } from "../../util/number.ts";
import type { AnalysedTree } from "../fault-tree.ts";
import { textTable } from "./table.ts";

/** What the analysis of a fault tree gives, for people. */
export function faultTreeLines({ files, events, gates, analysis }: AnalysedTree): readonly string[] {
  const { unavailability, unaccounted, method, nodes, cutSetCounts } = analysis;
  const counts = cutSetCounts.map(({ order, count, exact }) => [String(order), exact ?? grouped(count)]);
  const how =
    method === "bdd"
      ? `exact, by a binary decision diagram of ${counted(nodes, "node")}`
      : `by classes of interchangeable members; at most ${unaccounted} is not accounted for`;
  return [
    `${files.join(", ")}: ${counted(gates, "gate")}, ${counted(events, "basic event")}`,
    "",
    ...textTable([
      ["probability", String(unavailability)],
      ["method", how],
    ]),
    "",
    ...textTable([["ORDER", "MINIMAL CUT SETS"], ...counts]),
  ];
}

/** What `bartizan check --fault-tree FILE --json` prints. */
export interface FaultTreeJson {
  readonly version: 1;
  readonly files: readonly string[];
  /** How many basic events and gates the tree has. */
  readonly events: number;
  readonly gates: number;
  /** Of the top event. */
  readonly probability: number;
  /** `bdd` is exact; `classes` leaves out at most `unaccounted`. */
  readonly method: "bdd" | "classes";
  readonly unaccounted: number;
  /** Nodes of the decision diagram. */
  readonly nodes: number;
  /** Number of minimal cut sets by order, up to the order asked for; orders without any are left out. `exact` has all digits of a number beyond 2^53. */
  readonly cutSetCounts: readonly CutSetCount[];
}

/** The same for programs. */
export function faultTreeJson({ files, events, gates, analysis }: AnalysedTree): string {
  const { unavailability, unaccounted, method, nodes, cutSetCounts } = analysis;
  const json: FaultTreeJson = { version: 1, files, events, gates, probability: unavailability, method, unaccounted, nodes, cutSetCounts };
  return JSON.stringify(json, null, 2);
}
