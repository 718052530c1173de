import { describe, expect, it } from "vitest";
import { clockProblems, type Reading } from "./clocks.ts";

const NOON = Date.parse("2026-11-29T12:00:00Z") / 1000;
/** A host that was asked from noon on, for some seconds. */
const reading = (host: string, said: number, seconds = 2): Reading => ({ host, said, before: NOON, after: NOON + seconds });
const found = (...readings: readonly Reading[]): readonly string[] =>
  clockProblems(readings).map(({ where, found: what, mend }) => `${where}: ${what}. ${mend}`);

describe("the clocks of hosts", () => {
  it("may differ by a minute, and are read at any time between question and answer", () => {
    expect(found(reading("a", NOON + 62), reading("b", NOON - 61), reading("c", NOON + 30, 30))).toEqual([]);
  });

  it("are refused beyond, with both times", () => {
    expect(found(reading("srv1", NOON + 1), reading("srv2", NOON - 3600))).toMatchInlineSnapshot(`
      [
        "srv2: 2026-11-29 11:00:00 UTC there, 2026-11-29 12:00:02 UTC on this machine: the host is 60 min behind. Set the one that is wrong, and let it be kept right (\`timedatectl set-ntp true\`); then run the command again. Nothing was changed.",
      ]
    `);
  });

  it("that agree with each other show that this machine is wrong", () => {
    expect(found(reading("srv1", NOON - 3601), reading("srv2", NOON - 3600))).toMatchInlineSnapshot(`
      [
        "srv1: 2026-11-29 10:59:59 UTC there, 2026-11-29 12:00:02 UTC on this machine: the host is 60 min behind. All hosts agree with each other: set the clock of this machine, then run the command again.",
        "srv2: 2026-11-29 11:00:00 UTC there, 2026-11-29 12:00:02 UTC on this machine: the host is 60 min behind. All hosts agree with each other: set the clock of this machine, then run the command again.",
      ]
    `);
  });
});
