import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { check, type Verdict } from "../../src/check/check.ts";
import { loadInfrastructure } from "../../src/config/load.ts";
import { checkInputs } from "../../src/site/judge.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");

/** What the check says of each example, and why that is right. Whatever else it says would be noise, and fails here. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  whiteboard: {
    "error lb-spof@lb1": "★ One balancer is drawn: issue 1 of the document.",
    "error backup-missing@database": "None is drawn. A replica repeats a mistaken DELETE within milliseconds, so it is no backup.",
    "warning tier-colocation@site": "★ Both servers are drawn with all components: issue 4 of the document.",
    "warning single-writer-database@srv1":
      "★ One writable MySQL is drawn: issue 3 of the document. A warning, as no objective above 99.9 % is stated.",
    "warning async-loss-unstated@database": "The replica follows asynchronously, and nobody has said how much may be lost when srv1 dies.",
    "warning plaintext-hop@lb1->srv1":
      "★ TLS ends at the balancer: issue 2 of the document. A warning, as no zone is named that the hop would leave.",
    "warning plaintext-hop@lb1->srv2": "★ The same on the way to the other server: each hop is a finding, as each has to be sniffed.",
    "warning certificate-unattended@site": "No receiver is named, so nobody hears that certificates end.",
    "warning monitor-unwatched@mon1": "One monitor and no dead man's switch: its death is silent.",
    "warning alert-unrouted@site": "No receiver is named: alerts show in `bartizan status` alone.",
    "info cut-set-order-2-3@site": "Both servers at once are an outage: rare, and worth knowing before hosts are bought.",
    "info mtbf-assumed@site": "The file knows no failure or repair times.",
  },
  fortress: {
    "info mtbf-assumed@site": "The file knows no failure or repair times.",
  },
  survivor: {
    "warning tier-colocation@site": "The price of three machines: everything on each of them. The file accepts it, the check says so.",
    "info mtbf-assumed@site": "The file knows no failure or repair times.",
  },
  tiers: {
    "warning single-writer-database@db1":
      "The price of one writer: a person has to promote. The file allows the time, the check says how often.",
    "info mtbf-assumed@site": "The file knows no failure or repair times.",
  },
};

async function verdictOn(example: string): Promise<Verdict> {
  const loaded = await loadInfrastructure(join(EXAMPLES, example, "bartizan.config.ts"), EXAMPLES);
  return check(checkInputs(loaded, "2027-01-01"));
}

describe.each(Object.entries(EXPECTED))("%s", (example, expected) => {
  it("has the findings that a senior engineer expects, in this order, and no other", async () => {
    const { findings } = await verdictOn(example);
    expect(findings.map((it) => `${it.severity} ${it.id}`)).toEqual(Object.keys(expected));
  });
});

test("of what the whiteboard document names, exactly its four issues are found on the whiteboard", async () => {
  const { findings, rules } = await verdictOn("whiteboard");
  const starred = new Set(rules.filter((rule) => rule.starred === true).map((rule) => rule.id));
  const found = new Set(findings.map((it) => it.rule).filter((id) => starred.has(id)));
  expect([...found].sort()).toEqual(["lb-spof", "plaintext-hop", "single-writer-database", "tier-colocation"]);
});

test("every finding on the whiteboard names its hosts", async () => {
  const { findings } = await verdictOn("whiteboard");
  const names = ["lb1", "srv1", "srv2", "mon1"];
  for (const { id, title, why } of findings.filter((it) => it.severity !== "info")) {
    expect(
      names.some((name) => `${title} ${why}`.includes(name)),
      id,
    ).toBe(true);
  }
});

test("the fortress is down for less than a tenth of the time that the whiteboard is", async () => {
  const [whiteboard, fortress] = [await verdictOn("whiteboard"), await verdictOn("fortress")];
  expect(fortress.availability.downtimeMinutes).toBeLessThan(whiteboard.availability.downtimeMinutes / 10);
});
