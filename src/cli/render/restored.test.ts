import { expect, test } from "vitest";
import { copyLines } from "./restored.ts";

const copy = { id: "a48d5bcc", bytes: 60_014_022, at: Date.UTC(2026, 10, 29, 23, 19) / 1000 };

test("before a restore it is said how old the copy is, and what would be missing", () => {
  expect(copyLines({ ...copy, missing: 1204 }, copy.at + 11_100)).toEqual([
    "copy a48d5bcc of 2026-11-29 23:19 UTC, 3 h 5 min old, 60.0 MB",
    "What was written since is not in it: 1,204 transactions by now.",
  ]);
  expect(copyLines(copy, copy.at + 5 * 86_400)).toEqual([
    "copy a48d5bcc of 2026-11-29 23:19 UTC, 5 days old, 60.0 MB",
    "What was written since is not in it.",
  ]);
});
