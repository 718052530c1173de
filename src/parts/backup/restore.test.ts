import { expect, test } from "vitest";
import { parseCopy } from "./restore.ts";

test("what the host says of a copy is read: its moment, and how far the database has come since", () => {
  const said = "id a48d5bcc\nsize 60014022\nat 1795994384\nposition 0-1-40\nnow 0-1-43\ntime 2026-11-29T23:19:44.1Z\n";
  expect(parseCopy(said)).toEqual({ id: "a48d5bcc", bytes: 60014022, at: 1795994384, position: "0-1-40", missing: 3 });
  expect(parseCopy(said.replace("0-1-40", "171").replace("0-1-43", "180"))?.missing).toBe(9);
  // A database that was replaced may be behind the copy.
  expect(parseCopy(said.replace("0-1-43", "0-1-2"))?.missing).toBeUndefined();
});

test("a copy of an earlier version says when it was begun, and no position", () => {
  expect(parseCopy("id 46c87c19\nsize 57\nnow 0-1-43\ntime 2026-11-29T23:00:00Z\n")).toEqual({
    id: "46c87c19",
    bytes: 57,
    at: Date.parse("2026-11-29T23:00:00Z") / 1000,
  });
  expect(parseCopy("there is no copy\n")).toBeUndefined();
});
