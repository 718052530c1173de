import { counted, grouped } from "../../util/number.ts";
import type { AnalysedTree } from "../fault-tree.ts";
import { table } from "./table.ts";

/** What the analysis of a fault tree gives, for people. */
export function faultTreeLines({ file, events, gates, analysis }: AnalysedTree): readonly string[] {
  const { unavailability, unaccounted, method, nodes, cutSetCounts } = analysis;
  const counts = cutSetCounts.map(({ order, count }) => [String(order), grouped(count)]);
  const how =
    method === "bdd"
      ? `exact, by a binary decision diagram of ${counted(nodes, "node")}`
      : `by classes of interchangeable members; at most ${unaccounted} is not accounted for`;
  return [
    `${file}: ${counted(gates, "gate")}, ${counted(events, "basic event")}`,
    "",
    ...table([
      ["probability", String(unavailability)],
      ["method", how],
    ]),
    "",
    ...table([["ORDER", "MINIMAL CUT SETS"], ...counts]),
  ];
}

/** The same for programs. */
export function faultTreeJson({ file, events, gates, analysis }: AnalysedTree): string {
  const { unavailability, unaccounted, method, nodes, cutSetCounts } = analysis;
  return JSON.stringify(
    { version: 1, file, events, gates, probability: unavailability, method, unaccounted, nodes, cutSetCounts },
    null,
    2,
  );
}
