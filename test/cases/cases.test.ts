import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import type { Facts, Observed } from "../../src/state/facts.ts";
import { plan } from "../../src/state/plan.ts";
import type { Resource } from "../../src/state/resource.ts";
import { BartizanError } from "../../src/util/errors.ts";

/** A behaviour of a kind of state: what is wanted and what is there, and the steps that must come out. */
interface Case {
  readonly why: string;
  readonly resources: readonly Resource[];
  readonly facts: Partial<Omit<Facts, "observed">> & { readonly observed?: Readonly<Record<string, Observed>> };
  readonly steps?: readonly string[];
  readonly error?: string;
  /** Certificates that begin before are to be renewed. */
  readonly renewBefore?: number;
  /** Certificates of which less is left are to be renewed. */
  readonly leastLeft?: number;
}

const here = import.meta.dirname;
const files = readdirSync(here, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .sort();

describe.each(files)("%s", (file) => {
  const cases = JSON.parse(readFileSync(join(here, file), "utf8")) as readonly Case[];
  it.each(cases.map((one) => [one.why, one] as const))("%s", (_, one) => {
    const facts: Facts = {
      now: 1_000_000,
      os: "debian 13",
      memory: 2048,
      generation: "g1",
      trusted: "",
      manifest: [],
      ...one.facts,
      observed: new Map(Object.entries(one.facts.observed ?? {})),
    };
    const run = (): readonly string[] =>
      plan({ host: "h", resources: one.resources }, facts, {
        secrets: new Map(),
        issuers: { own: "ca", group: "group ca", site: "site ca" },
        ...(one.renewBefore === undefined ? {} : { renewBefore: one.renewBefore }),
        ...(one.leastLeft === undefined ? {} : { leastLeft: one.leastLeft }),
      })
        .steps.filter((step) => step.kind !== "record")
        .map((step) => step.summary);
    if (one.error === undefined) expect(run()).toEqual(one.steps);
    else {
      expect(run).toThrow(BartizanError);
      expect(run).toThrow(one.error);
    }
  });
});

describe("the cases", () => {
  it("hold one that changes nothing for every kind", () => {
    for (const dir of new Set(files.map((file) => relative(".", file).split("/")[0]))) {
      const cases = files
        .filter((file) => file.startsWith(`${dir}/`))
        .flatMap((file) => JSON.parse(readFileSync(join(here, file), "utf8")) as readonly Case[]);
      expect(
        cases.some((one) => one.steps?.length === 0),
        `${dir} has no case without steps`,
      ).toBe(true);
    }
  });
});
