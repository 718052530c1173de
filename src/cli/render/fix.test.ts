import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { findingOf, JUDGED } from "../../../test/fixtures/judged.ts";
import { writtenWhiteboard } from "../../../test/fixtures/spoil.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Fixing } from "../../site/fix.ts";
import type { FileDraft, Remedy } from "../../site/repair.ts";
import { fail } from "../../util/errors.ts";
import { fixingLines, fixJson } from "./fix.ts";

function draft(text: string, findings: FileDraft["verdict"]["findings"]): FileDraft {
  const loaded = { path: "/site/bartizan.config.ts", dir: "/site", config: writtenWhiteboard(), infra: whiteboard, provenance: [] };
  return { text, loaded, verdict: { ...JUDGED.verdict, findings } };
}

const hop = findingOf("plaintext-hop", "lb1->srv1");
const remedy: Remedy = { finding: hop, title: "Encrypt it.", edits: [{ path: ["tls", "upstream"], value: "verified" }] };
const spof = findingOf("lb-spof", "lb1", { title: "lb1 is the only load balancer." });

const idle: Fixing = {
  file: "bartizan.config.ts",
  repair: { before: draft("a\nb\n", [hop]), after: draft("a\nb\n", [hop]), done: [], byHand: [] },
  written: false,
  choices: [],
  advice: [],
  all: true,
  currency: undefined,
};
const mended: Fixing = { ...idle, repair: { ...idle.repair, after: draft("a\nc\n", []), done: [remedy] } };

function text(fixing: Fixing): string {
  return fixingLines(fixing).map(stripVTControlCharacters).join("\n");
}

describe("what is mended", () => {
  it("is told, shown as a patch, and judged", () => {
    expect(text(mended)).toMatchInlineSnapshot(`
      "plaintext-hop@lb1->srv1
        Encrypt it.

      --- bartizan.config.ts
      +++ bartizan.config.ts
      @@ -1,2 +1,2 @@
       a
      -b
      +c

      gone      plaintext-hop@lb1->srv1
      new       none
      downtime  790 minutes (13.2 hours) a year, as before
      Nothing is written yet: add --write."
    `);
  });

  it("is said to be written when it is", () => {
    expect(text({ ...mended, written: true })).toContain("bartizan.config.ts is written.");
  });

  it("may be nothing", () => {
    expect(text(idle)).toBe("Nothing to mend.");
  });

  it("is left to people where the file cannot be edited, with what to write", () => {
    const error = fail("BZ_FIX_BY_HAND", {
      where: "bartizan.config.ts:3",
      found: "why",
      output: 'write into tls:\n  upstream: "verified",',
    });
    expect(text({ ...idle, repair: { ...idle.repair, byHand: [{ remedy, error }] } })).toMatchInlineSnapshot(`
      "plaintext-hop@lb1->srv1
        Encrypt it.
        BZ_FIX_BY_HAND at bartizan.config.ts:3: this place of the file cannot be edited mechanically
          found:   why
          | write into tls:
          |   upstream: "verified",
          mend:    Write what stands above by hand, then run \`bartizan check\` again."
    `);
  });
});

describe("options", () => {
  const worth = { machines: 1, minutes: 347.2, perMonth: 20 };
  const choice = {
    finding: spof,
    options: [
      { number: 1, title: "A second balancer lb2.", note: "Mind the address.", edits: [], addedHosts: ["lb2"], worth, perMinute: 0.69 },
      { number: 2, title: "Another way.", edits: [], addedHosts: [], worth: { machines: 0, minutes: -3.21, perMonth: 0 } },
    ],
  };

  it("are told with what they save and cost", () => {
    expect(text({ ...idle, all: false, choices: [choice], currency: "EUR" })).toMatchInlineSnapshot(`
      "lb-spof@lb1
        lb1 is the only load balancer.

       1  A second balancer lb2. Mind the address.
       2  Another way.

       #  MINUTES SAVED A YEAR  MACHINES  EUR A MONTH  EUR A MINUTE  ADDED HOSTS
       1                   347        +1        20.00          0.69  lb2
       2                  -3.2         0         0.00             -  none

          bartizan fix 'lb-spof@lb1' --option 1"
    `);
  });

  it("are counted in machines without prices", () => {
    const unpriced = choice.options.map(({ perMinute: _, worth: { perMonth: __, ...rest }, ...it }) => ({ ...it, worth: rest }));
    expect(text({ ...idle, all: false, choices: [{ ...choice, options: unpriced }] })).toMatchInlineSnapshot(`
      "lb-spof@lb1
        lb1 is the only load balancer.

       1  A second balancer lb2. Mind the address.
       2  Another way.

       #  MINUTES SAVED A YEAR  MACHINES  ADDED HOSTS
       1                   347        +1  lb2
       2                  -3.2         0  none
          Without prices: \`costs\` in the file would tell what a minute costs.

          bartizan fix 'lb-spof@lb1' --option 1"
    `);
  });

  it("have a price where the hosts have theirs, whatever the currency", () => {
    expect(text({ ...idle, all: false, choices: [choice] })).toContain("PRICE A MONTH  PRICE A MINUTE");
  });

  it("are only listed when nobody asked for them", () => {
    expect(text({ ...idle, choices: [choice], advice: [hop] })).toMatchInlineSnapshot(`
      "To choose, with \`bartizan fix FINDING\`:
        lb-spof@lb1: 2 ways to mend it

      For people, as \`bartizan explain FINDING\` says:
        plaintext-hop@lb1->srv1"
    `);
  });
});

it("is the same for programs, with a patch that patch(1) takes", () => {
  expect(JSON.parse(fixJson(mended))).toEqual({
    version: 1,
    file: "bartizan.config.ts",
    changed: true,
    written: false,
    patch: "--- bartizan.config.ts\n+++ bartizan.config.ts\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n",
    done: [{ finding: "plaintext-hop@lb1->srv1", title: "Encrypt it.", edits: remedy.edits }],
    byHand: [],
    findings: { gone: ["plaintext-hop@lb1->srv1"], new: [] },
    downtimeMinutes: { before: JUDGED.verdict.availability.downtimeMinutes, after: JUDGED.verdict.availability.downtimeMinutes },
    options: [],
    advice: [],
  });
});
