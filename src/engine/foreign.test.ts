import { expect, it } from "vitest";
import type { Facts } from "../state/facts.ts";
import { createAuthority, readAuthority } from "./authority.ts";
import { refuseForeign } from "./foreign.ts";

const [ours, theirs] = await Promise.all(["foobar", "foobar"].map((it) => createAuthority(it)));
const authority = readAuthority(ours?.certificate ?? "", ours?.key ?? "", "ca.crt");
const under = (trusted: string, manifest: readonly string[] | undefined = []): Facts => ({
  now: 0,
  os: "debian 13",
  memory: 2048,
  generation: "g1",
  trusted,
  observed: new Map(),
  ...(manifest === undefined ? {} : { manifest }),
});
const mine = under(ours?.certificate ?? "");
const other = under(theirs?.certificate ?? "");

it("refuses hosts of another vault by name, all at once, whether this vault is new or old", () => {
  const facts = new Map([
    ["lb1", other],
    ["srv1", other],
    ["srv2", under("")],
  ]);
  for (const known of [[], ["lb1", "srv1", "srv2"]]) {
    expect(() => refuseForeign({ authority, known }, facts)).toThrow(/BZ_HOST_FOREIGN at lb1[\s\S]*at srv1:(?![\s\S]*srv2)/);
  }
});

it("lets a host of its own back in that a run with the wrong vault changed, and no stranger", () => {
  const facts = new Map([
    ["lb1", mine],
    ["srv1", other],
  ]);
  expect(() => refuseForeign({ authority, known: ["lb1", "srv1"] }, facts)).not.toThrow();
  expect(() => refuseForeign({ authority, known: ["lb1"] }, facts)).toThrow("BZ_HOST_FOREIGN at srv1");
});

it("takes a host for its own while one CA replaces the other, and one that nobody manages for nobody's", () => {
  const both = under(`${theirs?.certificate}${ours?.certificate}`);
  const nobodys: Facts = { now: 0, os: "debian 13", memory: 2048, generation: "", trusted: theirs?.certificate ?? "", observed: new Map() };
  const facts = new Map([
    ["lb1", both],
    ["srv1", nobodys],
  ]);
  expect(() => refuseForeign({ authority, known: [] }, facts)).not.toThrow();
});
