import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { plainHost } from "../../../../test/fixtures/whiteboard.ts";
import type { Host } from "../../../model/infrastructure.ts";
import { BartizanError } from "../../../util/errors.ts";
import { choose, decideHandOver, type HandOverInputs } from "./decide.ts";
import { progressOf, type ReplicaState } from "./replica-state.ts";
import { peerJudgement } from "./role.ts";

const hosts = ["db1", "db2", "db3"].map(
  (name, index): Host => ({ name, address: `10.0.0.${index + 1}`, ssh: name, roles: ["database"], ...plainHost }),
);
const base: ReplicaState = {
  host: "",
  answers: true,
  receives: false,
  applies: false,
  readOnly: true,
  data: true,
  binlogPosition: "",
  slavePosition: "",
  generation: "",
  lock: "",
  now: 0,
};
const primary = (host: string): ReplicaState => ({ ...base, host, readOnly: false, binlogPosition: "0-1-9" });
const replica = (host: string, follows = "10.0.0.1"): ReplicaState => ({
  ...base,
  host,
  follows,
  receives: true,
  applies: true,
  slavePosition: "0-1-9",
});
const wish: HandOverInputs = { to: undefined, semiSync: true, allowLoss: false };

function told(states: readonly ReplicaState[], more: Partial<HandOverInputs>, inFile = "db1"): unknown {
  const known = new Map(hosts.map(({ name }) => [name, states.find((it) => it.host === name)] as const));
  try {
    return decideHandOver({ hosts, states: known, inFile }, { ...wish, ...more });
  } catch (error) {
    if (!(error instanceof BartizanError)) throw error;
    return error.problems.map((it) => `${it.code} ${it.where}`).join();
  }
}

const all = [primary("db1"), replica("db2"), replica("db3")];
const lost = [replica("db2"), replica("db3")];

test("who takes whose place", () => {
  expect(told(all, { to: "db2" })).toEqual({ kind: "planned", from: "db1", to: "db2" });
  expect(told(all, { to: "db1" })).toEqual({ kind: "settled", to: "db1" });
  expect(told(lost, {})).toEqual({ kind: "crash", from: "db1", to: undefined, replicas: ["db2", "db3"] });
  expect(told(lost, { to: "db3" })).toEqual({ kind: "crash", from: "db1", to: "db3", replicas: ["db2", "db3"] });
});

test("the data tell who the primary is, whatever the file says", () => {
  expect(told(all, { to: "db2" }, "db2")).toEqual({ kind: "planned", from: "db1", to: "db2" });
  expect(told(lost, { to: "db2" }, "db2")).toEqual({ kind: "crash", from: "db1", to: "db2", replicas: ["db2", "db3"] });
});

test("a promotion that was cut off is gone on with", () => {
  const closed: ReplicaState = { ...primary("db1"), readOnly: true };
  const detached: ReplicaState = { ...base, host: "db2", slavePosition: "0-1-9" };
  expect(told([closed, replica("db2"), replica("db3")], { to: "db2" })).toEqual({ kind: "planned", from: "db1", to: "db2" });
  expect(told([closed, detached, replica("db3")], { to: "db2" })).toEqual({ kind: "planned", from: "db1", to: "db2" });
  expect(told([closed, { ...detached, readOnly: false }, replica("db3")], { to: "db2" })).toEqual({ kind: "settled", to: "db2" });
  // The primary dies when the others stand in line already.
  expect(told([replica("db2"), replica("db3", "10.0.0.2")], {})).toEqual({ kind: "crash", from: "db1", to: undefined, replicas: ["db2"] });
  expect(told([replica("db3", "10.0.0.2")], {})).toBe("BZ_PROMOTE_MAY_LOSE db1");
});

test("what would lose acknowledged writes, or part the databases, is refused", () => {
  expect(told(all, {})).toBe("BZ_PROMOTE_WHOM db1");
  expect(told([...all.slice(0, 2), primary("db3")], { to: "db2" })).toBe("BZ_PROMOTE_TWO db1, db3");
  expect(told(lost, { semiSync: false })).toBe("BZ_PROMOTE_MAY_LOSE db1");
  expect(told([replica("db2")], {})).toBe("BZ_PROMOTE_MAY_LOSE db3");
  expect(told([replica("db2")], { allowLoss: true })).toMatchObject({ kind: "crash", replicas: ["db2"] });
  expect(told([primary("db1"), replica("db2")], { to: "db3" })).toBe("BZ_PROMOTE_BEHIND db3");
  expect(told([primary("db1"), replica("db2"), replica("db3", "10.0.0.2")], { to: "db3" })).toBe("BZ_PROMOTE_BEHIND db3");
  expect(told([primary("db1"), { ...replica("db2"), data: false }], { to: "db2" })).toBe("BZ_PROMOTE_BEHIND db2");
});

test("without leave to lose, nobody is chosen who lacks what another one has", () => {
  const sequences = fc.uniqueArray(fc.tuple(fc.constantFrom("db1", "db2", "db3"), fc.nat(99)), {
    minLength: 1,
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(sequences, fc.option(fc.constantFrom("db1", "db2", "db3"), { nil: undefined }), (known, to) => {
      const positions: ReadonlyMap<string, string> = new Map(known.map(([name, sequence]) => [name, `0-7-${sequence}`] as const));
      const most = Math.max(...known.map(([, sequence]) => sequence));
      let chosen: string | undefined;
      try {
        chosen = choose(positions, { ...wish, to });
      } catch (error) {
        expect(error).toBeInstanceOf(BartizanError);
        expect(progressOf(positions.get(to ?? "") ?? "")).toBeLessThan(most);
        return;
      }
      expect(progressOf(positions.get(chosen) ?? "")).toBe(most);
    }),
  );
});

test.each([
  ["", "silent"],
  ["read_only: 0\n", "promoted"],
  ["read_only: 1\n", "none"],
  ["read_only: 1\n  Master_Host: 10.0.0.2\n  Slave_IO_Running: Yes\n", "elsewhere"],
  ["read_only: 1\n  Master_Host: 10.0.0.1\n  Slave_IO_Running: Connecting\n", "follows"],
  ["read_only: 1\n  Master_Host: 10.0.0.1\n  Slave_IO_Running: No\n", "stopped"],
])("a returning primary makes of %j: %s", (words, verdict) => {
  const result = spawnSync("sh", ["-c", 'awk "$1"', "judge", peerJudgement(["10.0.0.1"])], { input: words, encoding: "utf8" });
  expect([result.stdout.trim(), result.stderr]).toEqual([verdict, ""]);
});
