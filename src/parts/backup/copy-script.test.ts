import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import compare from "./compare.awk";
import gather from "./gather.awk";
import { backupHost } from "./place.ts";
import { script } from "./script.ts";
import steady from "./steady.awk";

const folder = mkdtempSync(join(tmpdir(), "bartizan-copy-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What an awk program says over files with these lines, and its status. */
function awk(program: string, ...files: readonly (readonly string[])[]): readonly [readonly string[], number | null] {
  const paths = files.map((lines, index) => {
    const path = join(folder, `${index}`);
    writeFileSync(path, lines.map((it) => `${it}\n`).join(""));
    return path;
  });
  const result = spawnSync("awk", ["-F\t", program, ...paths], { encoding: "utf8" });
  expect(result.stderr).toBe("");
  return [
    result.stdout
      .split("\n")
      .filter((it) => it !== "")
      .sort(),
    result.status,
  ];
}

test("what was measured of a table is one line; one that could not be read has no numbers", () => {
  const answers = ["table\tbig", "3", "foobar.big\t2720672387", "table\tgone", "table\todd 3", "0", "foobar.odd 3\t0", "sequence\ts\t1 5"];
  expect(awk(gather, answers)[0]).toEqual([
    "sequence\ts\t1 5",
    "table\tbig\trows 3 checksum 2720672387",
    "table\tgone\tmoving",
    "table\todd 3\trows 0 checksum 0",
  ]);
});

test("what was not the same before and after is not compared", () => {
  const before = ["table\ta\trows 1 checksum 5", "table\tb\trows 1 checksum 5"];
  const after = ["table\ta\trows 1 checksum 5", "table\tb\trows 2 checksum 7", "table\tc\trows 0 checksum 0"];
  expect(awk(steady, before, after)[0]).toEqual(["table\ta\trows 1 checksum 5", "table\tb\tmoving", "table\tc\tmoving"]);
  expect(awk(steady, [], after)[0]).toHaveLength(3);
});

test("a restored copy is compared by rows, checksums, definitions and how far its sequences are", () => {
  const want = ["table\ta\trows 2 checksum 5", "table\tb\tmoving", "view\tv\tabc", "sequence\tup\t1 10", "sequence\tdown\t-1 -10"];
  expect(awk(compare, want, want)).toEqual([[], 0]);
  const later = [
    "table\ta\trows 2 checksum 5",
    "table\tb\trows 7 checksum 7",
    "view\tv\tabc",
    "sequence\tup\t1 12",
    "sequence\tdown\t-1 -12",
  ];
  expect(awk(compare, want, later)).toEqual([[], 0]);
  const other = [
    "table\ta\trows 2 checksum 6",
    "view\tv\tabd",
    "sequence\tup\t1 8",
    "sequence\tdown\t-1 -8",
    "table\tx\trows 0 checksum 0",
  ];
  expect(awk(compare, want, other)).toEqual([
    [
      "sequence down: -1 -8 instead of -1 -10",
      "sequence up: 1 8 instead of 1 10",
      "table a: rows 2 checksum 6 instead of rows 2 checksum 5",
      "table b is missing",
      "table x is not in the copy",
      "view v: abd instead of abc",
    ],
    1,
  ]);
  expect(awk(compare, [], ["table\tx\trows 0 checksum 0"])[1]).toBe(1);
});

test.each([
  ["a replica", whiteboard],
  ["a node of a cluster", fortress],
  ["one that is alone", { ...whiteboard, hosts: whiteboard.hosts.filter((it) => it.name !== "srv2") }],
])("the script of %s is what a POSIX shell can read", (_, site) => {
  const backups = { to: "sftp://backup@vault.example.net/foobar", everyHours: 24, keepDays: 30 };
  const infra = { ...site, backups };
  const host = backupHost(infra);
  if (host === undefined) throw new Error("nobody makes the copies");
  const place = { user: "backup", host: "vault.example.net", port: 22, folder: "foobar" };
  const text = script({ host, infra, schema: "foobar", backups, place, store: undefined });
  const result = spawnSync("sh", ["-n"], { input: text, encoding: "utf8" });
  expect([result.status, result.stderr]).toEqual([0, ""]);
});
