import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Content } from "../../../util/content.ts";
import { redacted } from "../../../util/content.ts";
import { joinScript, newClusterScript } from "./member.ts";
import {
  decideStart,
  mostAdvanced,
  type NodeState,
  type Position,
  parseNode,
  parsePosition,
  positionScript,
  restartScript,
  surveyScript,
} from "./start.ts";

const ORDER = ["db1", "db2", "db3"];
type State = Exclude<NodeState["is"], "replica"> | "unseen" | `replica of ${string}`;

/** By which replicas know a node. */
const addressOf = (name: string): string => `address of ${name}`;
const nodeOf = (state: State | undefined): NodeState | undefined => {
  if (state === undefined || state === "unseen") return undefined;
  const of = /^replica of (.*)$/.exec(state)?.[1];
  return of === undefined ? ({ is: state } as NodeState) : { is: "replica", of: addressOf(of) };
};

const nodes = (...states: readonly State[]): ReadonlyMap<string, NodeState | undefined> =>
  new Map(ORDER.map((name, index) => [name, nodeOf(states[index])]));

describe("who starts the cluster", () => {
  test("nobody, while somebody runs it", () => {
    expect(decideStart(nodes("unseen", "member", "empty"), ORDER, addressOf)).toEqual({ kind: "join" });
    expect(decideStart(nodes("member", "empty", "stopped"), ORDER, addressOf, "db2")).toEqual({ kind: "join" });
  });

  test("and nobody joins a running cluster who would lose data by it: a copy of one of its nodes loses none", () => {
    const foreign = decideStart(nodes("member", "member", "foreign"), ORDER, addressOf, "db3");
    expect(foreign).toEqual({ kind: "erase", found: "db3 has a database of its own" });
    expect(decideStart(nodes("member", "empty", "replica of db9"), ORDER, addressOf)).toMatchObject({ kind: "erase" });
    expect(decideStart(nodes("member", "empty", "replica of db1"), ORDER, addressOf)).toEqual({ kind: "join" });
  });

  test("the first of the file when there has never been one", () => {
    expect(decideStart(nodes("empty", "empty", "empty"), ORDER, addressOf)).toEqual({ kind: "new", on: "db1" });
  });

  test("whoever has the most when there was one: a node that was rebuilt empty never does", () => {
    expect(decideStart(nodes("empty", "stopped", "waiting"), ORDER, addressOf)).toEqual({ kind: "recover" });
  });

  test("nobody, when one could not be looked at or has a database of its own; the operator's word goes above both", () => {
    expect(decideStart(nodes("stopped", "stopped", "unseen"), ORDER, addressOf)).toMatchObject({
      kind: "refuse",
      found: expect.stringContaining("db3"),
    });
    expect(decideStart(nodes("foreign", "foreign", "empty"), ORDER, addressOf)).toMatchObject({
      kind: "refuse",
      found: expect.stringContaining("db1"),
    });
    expect(decideStart(nodes("stopped", "stopped", "unseen"), ORDER, addressOf, "db2")).toEqual({ kind: "recover" });
    expect(decideStart(nodes("foreign", "empty", "empty"), ORDER, addressOf, "db1")).toEqual({ kind: "new", on: "db1" });
    expect(decideStart(nodes("stopped", "stopped", "unseen"), ORDER, addressOf, "db3")).toMatchObject({ kind: "refuse" });
  });

  test("the primary when a database becomes a cluster: the others have nothing, or a copy of it", () => {
    expect(decideStart(nodes("foreign", "empty", "empty"), ORDER, addressOf)).toEqual({ kind: "new", on: "db1" });
    expect(decideStart(nodes("empty", "replica of db3", "foreign"), ORDER, addressOf)).toEqual({ kind: "new", on: "db3" });
    const strange = decideStart(nodes("foreign", "replica of db3", "replica of db1"), ORDER, addressOf);
    expect(strange).toMatchObject({ kind: "refuse", found: expect.stringContaining("db2 has a copy of one that is no other node's") });
    expect(decideStart(nodes("replica of db3", "empty", "empty"), ORDER, addressOf)).toMatchObject({ kind: "refuse" });
    expect(decideStart(nodes("foreign", "replica of db1", "unseen"), ORDER, addressOf)).toMatchObject({ kind: "refuse" });
  });

  test("whatever the nodes are: never a new cluster beside data that may be somewhere, unless the operator says so", () => {
    const state = fc.constantFrom<State>("member", "waiting", "stopped", "empty", "foreign", "unseen", "replica of db1");
    fc.assert(
      fc.property(state, state, state, (a, b, c) => {
        const made = decideStart(nodes(a, b, c), ORDER, addressOf);
        const all = [a, b, c];
        if (made.kind === "new") {
          const rest = all.filter((_, index) => ORDER[index] !== made.on);
          expect(rest.every((it) => it === "empty" || (made.on === "db1" && it === "replica of db1"))).toBe(true);
        }
        if (made.kind === "recover") expect(all.every((it) => it === "waiting" || it === "stopped" || it === "empty")).toBe(true);
        if (all.includes("member")) expect(made.kind).toBe(all.includes("foreign") ? "erase" : "join");
      }),
    );
  });
});

describe("the most advanced node", () => {
  const at = (seqno: number, last = false, history = "a"): Position => ({ history, seqno, last });
  const of = (...its: readonly (Position | undefined)[]): ReadonlyMap<string, Position | undefined> =>
    new Map(ORDER.map((name, index) => [name, its[index]]));

  test("is the one with the highest position; then the one that left last; then the first of the file", () => {
    expect(mostAdvanced(of(at(5), at(7), at(6, true)), ORDER)).toEqual({ start: "db2" });
    expect(mostAdvanced(of(at(7), at(7), at(7, true)), ORDER)).toEqual({ start: "db3" });
    expect(mostAdvanced(of(at(7), at(7), at(7)), ORDER)).toEqual({ start: "db1" });
    expect(mostAdvanced(of(undefined, at(0), undefined), ORDER)).toEqual({ start: "db2" });
  });

  test("is unknown among different histories, and when nobody has a position", () => {
    expect(mostAdvanced(of(at(5), at(7, false, "b"), undefined), ORDER)).toEqual({
      refuse: "the nodes come from different clusters (db1 at a:5, db2 at b:7), so that none of them has everything",
    });
    expect(mostAdvanced(of(), ORDER)).toEqual({ refuse: "no node knows what its last commit was" });
  });
});

test("what the scripts print is read, and nothing else is", () => {
  expect(parseNode("member\n")).toEqual({ is: "member" });
  expect(parseNode("replica 10.0.0.1\n")).toEqual({ is: "replica", of: "10.0.0.1" });
  expect(parseNode("sh: 1: not found")).toBeUndefined();
  expect(parsePosition("5a0b3d1e-c5a1-11f0-a7b3-4f3d6a1d2c3b 42 1\n")).toEqual({
    history: "5a0b3d1e-c5a1-11f0-a7b3-4f3d6a1d2c3b",
    seqno: 42,
    last: true,
  });
  expect(parsePosition("5a0b3d1e-c5a1-11f0-a7b3-4f3d6a1d2c3b -1 0")).toBeUndefined();
  expect(parsePosition("")).toBeUndefined();
});

test.each<readonly [string, Content]>([
  ["survey", surveyScript()],
  ["position", positionScript()],
  ["restart", restartScript()],
  ["join", joinScript({ host: "db1", others: ["10.0.0.2", "10.0.0.3"] })],
  ["new", newClusterScript("db1")],
])("the script %s is what a POSIX shell can read", (_, script) => {
  const result = spawnSync("sh", ["-n"], { input: redacted(script), encoding: "utf8" });
  expect([result.status, result.stderr]).toEqual([0, ""]);
});
