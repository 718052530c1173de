import { expect, it } from "vitest";
import { sha256 } from "../util/hash.ts";
import { Secret } from "../util/secret.ts";
import type { Facts, Observed } from "./facts.ts";
import { requestDigest } from "./kinds/certificate.ts";
import { manifestOf, plan } from "./plan.ts";
import { type CertificateResource, type HostState, keyOf, type Resource } from "./resource.ts";

const state: HostState = { host: "h", resources: [{ kind: "directory", path: "/srv/app" }] };
const whole: Facts = {
  now: 1_000_000,
  os: "debian 13",
  memory: 2048,
  trusted: "",
  generation: "g1",
  manifest: manifestOf(state),
  observed: new Map([["directory:/srv/app", { kind: "path", type: "directory", owner: "root:root", mode: "0755" }]]),
};
const stepsOf = (facts: Facts): readonly string[] =>
  plan(state, facts, { secrets: new Map(), issuers: { own: "ca", group: "group ca", site: "site ca" } }).steps.map((step) => step.kind);

it("finishes a host whose run was cut off after its last step, and counts it as new until then", () => {
  expect(stepsOf(whole)).toEqual([]);
  expect(stepsOf({ ...whole, generation: "" })).toEqual(["record"]);
});

it("records what is managed where the note of it is another one, or missing", () => {
  expect(stepsOf({ ...whole, manifest: [] })).toEqual(["record"]);
  const { manifest: _, ...without } = whole;
  expect(stepsOf(without)).toEqual(["record"]);
});

const CERTIFICATE: CertificateResource = {
  kind: "certificate",
  path: "/pki/web",
  commonName: "web",
  names: [],
  role: "web",
  usage: ["server"],
};

it("leaves what an operator may not sign or read as it is, and makes nothing of it", () => {
  const issuers = { own: "ca", group: "group", site: "site" };
  const request = requestDigest(CERTIFICATE, issuers);
  const late = { kind: "certificate", request, notBefore: 0, notAfter: 1_000_010, intact: true } as const;
  const secrets = new Map([["backups.passphrase", new Secret("backups.passphrase", undefined)]]);
  const closed: Resource = { kind: "file", path: "/passphrase", mode: "0600", content: [{ secret: "backups.passphrase" }] };
  const there = { kind: "path", type: "regular file", mode: "0600", owner: "root:root", sha256: "x" } as const;
  const steps = (signs: boolean, observed: readonly (readonly [string, Observed])[]): readonly string[] => {
    const facts: Facts = {
      now: 1_000_000,
      os: "debian 13",
      memory: 2048,
      generation: "g1",
      trusted: "",
      manifest: [],
      observed: new Map(observed),
    };
    const { steps } = plan({ host: "h", resources: [CERTIFICATE, closed] }, facts, { secrets, issuers, signs });
    return steps.filter((it) => it.kind !== "record").map((it) => it.summary);
  };
  const file = [keyOf(closed), there] as const;
  expect(steps(true, [[keyOf(CERTIFICATE), late], file])).toEqual(["certificate /pki/web (renewal)"]);
  expect(steps(false, [[keyOf(CERTIFICATE), late], file])).toEqual([]);
  expect(steps(false, [[keyOf(CERTIFICATE), { ...late, request: "another" }], file])).toEqual(["certificate /pki/web (changed)"]);
  expect(() => steps(false, [[keyOf(CERTIFICATE), late]])).toThrow("BZ_VAULT_LOCKED at /passphrase");
});

it("does not look again at what an operator may not read, whatever begins anew", () => {
  const secrets = new Map([["database.app", new Secret("database.app", undefined)]]);
  const unit: Resource = { kind: "unit", name: "db.service", want: "running" };
  const needs: Resource = {
    kind: "command",
    id: "accounts",
    title: "accounts",
    check: [{ secret: "database.app" }],
    want: "",
    apply: [],
    asks: [keyOf(unit)],
  };
  const facts: Facts = { now: 0, os: "debian 13", memory: 2048, generation: "g1", trusted: "", manifest: [], observed: new Map() };
  const issuers = { own: "ca", group: "group", site: "site" };
  const { steps } = plan({ host: "h", resources: [unit, needs] }, facts, { secrets, issuers });
  expect(steps.map((it) => it.key)).toEqual([keyOf(unit)]);
});

it("writes a file by the memory that the host has, and again when that is another", () => {
  const sizes: HostState = {
    host: "h",
    resources: [{ kind: "file", path: "/etc/cache", content: ["size = ", { ofMemory: 0.25 }, "M\n"] }],
  };
  const inputs = { secrets: new Map(), issuers: { own: "ca", group: "group ca", site: "site ca" } };
  const seen = (memory: number, text: string): Facts => ({
    ...whole,
    memory,
    manifest: manifestOf(sizes),
    observed: new Map([
      ["file:/etc/cache", { kind: "path", type: "regular file", owner: "root:root", mode: "0644", sha256: sha256(text) }],
    ]),
  });
  expect(plan(sizes, seen(2048, "size = 512M\n"), inputs).steps).toEqual([]);
  const [step] = plan(sizes, seen(4096, "size = 512M\n"), inputs).steps;
  expect(step).toMatchObject({ kind: "file", resource: { content: ["size = 1024M\n"] } });
});
