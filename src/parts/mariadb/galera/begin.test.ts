import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { fortress } from "../../../../test/fixtures/fortress.ts";
import { writersInOrder } from "../../../model/database.ts";
import type { Host } from "../../../model/infrastructure.ts";
import program from "./begin.awk";
import { beginScript } from "./begin.ts";
import { NOTIFY_SCRIPT } from "./health.ts";

const OURS = "fc7507b1-ec44-11f1-9d38-03169c75e78b";
const OTHER = "0564f82e-ec44-11f1-b97b-03169c75e78b";
/** What the node does that left last at commit 100, by what the others say; an empty line for one that does not answer. */
const verdict = (...others: readonly string[]): string =>
  spawnSync("awk", ["-v", `history=${OURS}`, "-v", "seqno=100", program], {
    input: others.map((it) => `${it}\n`).join(""),
    encoding: "utf8",
  }).stdout.trim();

const [host] = writersInOrder(fortress) as readonly [Host];

describe("the node that left its cluster last", () => {
  it("begins it again when all others are there, do not run, and have no more", () => {
    expect(verdict(`at ${OURS} 99 0`, `at ${OURS} 100 0`)).toBe("begin");
    expect(verdict(`at ${OURS} 9 0`)).toBe("begin");
  });

  it("waits as long as one does not say where it stands: it may run", () => {
    expect(verdict(`at ${OURS} 99 0`, "")).toBe("wait");
    expect(verdict("unknown", `at ${OURS} 99 0`)).toBe("wait");
    expect(verdict("<html>", "<html>")).toBe("wait");
    expect(verdict("listening", `at ${OURS} 99 0`)).toBe("wait");
  });

  it("joins when somebody runs the cluster, or is about to", () => {
    expect(verdict("member", "")).toBe("join");
    expect(verdict("", "beginning")).toBe("join");
  });

  it("never begins when another one has more, as after a person has begun the cluster elsewhere", () => {
    expect(verdict(`at ${OURS} 101 0`, `at ${OURS} 1 0`)).toBe("join");
    expect(verdict(`at ${OURS} 1000000000000 0`)).toBe("join");
  });

  it("never begins beside another history, a view that can be restored, or a second one that left last", () => {
    expect(verdict(`at ${OTHER} 5 0`, `at ${OURS} 1 0`)).toBe("join");
    expect(verdict("view", `at ${OURS} 1 0`)).toBe("join");
    expect(verdict(`at ${OURS} 100 1`)).toBe("join");
  });
});

// What stands in a template literal loses its backslashes: the shells read what was really written.
it.each([
  ["begin", beginScript(host, fortress)],
  ["notify", NOTIFY_SCRIPT],
])("the script %s is one that a shell understands", (_, script) => {
  expect(spawnSync("sh", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
});
