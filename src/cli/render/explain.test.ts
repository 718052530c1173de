import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { flowGroupsOf, flowsOf } from "../../catalog/compile.ts";
import { alertsOf } from "../../check/alerts.ts";
import { check } from "../../check/check.ts";
import { TOPICS } from "../../check/explain/topics.ts";
import { list, paragraph, table } from "../../kit/faces/block.ts";
import { blockLines, overviewLines, topicLines } from "./explain.ts";

function plain(lines: readonly string[]): readonly string[] {
  return lines.map(stripVTControlCharacters);
}

describe("an answer", () => {
  it("is broken at spaces, its blocks apart", () => {
    expect(blockLines([paragraph("one two three"), list("first of all", "then")], 9)).toEqual([
      "one two",
      "three",
      "",
      "- first",
      "  of all",
      "- then",
    ]);
  });

  it("takes the room for a table from its widest column, never from a word", () => {
    const blocks = table(["A", { head: "N", right: true }, "WHAT"], [["x", "12", "a long story with averylongword"]]);
    expect(plain(blockLines(blocks, 24))).toEqual(["A   N  WHAT", "x  12  a long story with", "       averylongword"]);
    expect(plain(blockLines(blocks, 10))).toEqual(["A   N  WHAT", "x  12  a long story", "       with", "       averylongword"]);
  });

  it("fits 80 columns", () => {
    for (const infra of [whiteboard, fortress]) {
      const inputs = { infra, flowGroups: flowGroupsOf(infra), alerts: alertsOf(infra), today: "2027-01-01", variant: () => undefined };
      const { availability, findings } = check(inputs);
      const context = { ...inputs, flows: flowsOf(infra), availability, findings };
      const lines = TOPICS.flatMap((topic) => topicLines(topic, topic.answer(context)).slice(1));
      const overview = overviewLines(TOPICS, findings);
      for (const line of plain([...lines, ...overview])) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });
});
