import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { writtenWhiteboard } from "../../test/fixtures/spoil.ts";
import { deepFreeze } from "../util/freeze.ts";
import { checkConfig } from "./check.ts";
import { applyEdits } from "./edit.ts";

const config = deepFreeze(writtenWhiteboard());

describe("an edit", () => {
  it("sets a value", () => {
    expect(applyEdits(config, [{ path: ["tls", "upstream"], value: "verified" }])).toEqual({
      ...config,
      tls: { ...config.tls, upstream: "verified" },
    });
  });

  it("keeps the order of the keys", () => {
    const changed = applyEdits(config, [{ path: ["name"], value: "other" }]);
    expect(Object.keys(changed as object)).toEqual(Object.keys(config));
  });

  it("makes what is missing on the way", () => {
    const changed = applyEdits(config, [{ path: ["monitoring", "receivers", 0], value: { kind: "email", to: "ops@example.org" } }]);
    expect(changed).toEqual({ ...config, monitoring: { receivers: [{ kind: "email", to: "ops@example.org" }] } });
  });

  it("appends to a list one past its end, and nowhere else", () => {
    const at = (index: number) => applyEdits(config, [{ path: ["firewall", "admin", index], value: "192.0.2.0/24" }]);
    expect(at(1)).toEqual({ ...config, firewall: { admin: ["198.51.100.0/24", "192.0.2.0/24"] } });
    expect(() => at(2)).toThrow("BZ_INTERNAL at firewall.admin[2]");
  });

  it("takes a key out, and is content when there is none", () => {
    const { static: _, ...app } = config.app;
    expect(applyEdits(config, [{ path: ["app", "static"], value: undefined }])).toEqual({ ...config, app });
    expect(applyEdits(config, [{ path: ["backups", "to"], value: undefined }])).toEqual(config);
    expect(Object.keys(applyEdits(config, [{ path: ["costs"], value: undefined }]) as object)).toEqual(Object.keys(config));
  });

  it("takes an element out of a list and closes the gap", () => {
    const changed = applyEdits(config, [{ path: ["hosts", "srv1", "runs", 1], value: undefined }]);
    expect(changed).toMatchObject({ hosts: { srv1: { runs: ["web", "database"] } } });
  });

  it("sees what those before it have done", () => {
    const changed = applyEdits(config, [
      { path: ["hosts", "lb2"], value: { address: "10.77.0.9", runs: [] } },
      { path: ["hosts", "lb2", "runs", 0], value: "balancer" },
    ]);
    expect(changed).toMatchObject({ hosts: { lb2: { address: "10.77.0.9", runs: ["balancer"] } } });
  });

  it("cannot lead into a value that has no members", () => {
    expect(() => applyEdits(config, [{ path: ["domain", "name"], value: 1 }])).toThrow("meets a value of type string");
    expect(() => applyEdits(config, [{ path: ["firewall", "admin", "first"], value: 1 }])).toThrow("meets a list");
    expect(() => applyEdits(config, [{ path: ["hosts", 0], value: 1 }])).toThrow("meets a value of type object");
  });

  it("never changes what it is given, nor reaches a prototype", () => {
    applyEdits(config, [{ path: ["__proto__", "polluted"], value: true }]);
    expect(config).toEqual(writtenWhiteboard());
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

test("setting a value back gives the config as it was", () => {
  const places = [
    ["domain"],
    ["tls", "certificate"],
    ["hosts", "srv2"],
    ["hosts", "srv2", "runs"],
    ["app", "listen"],
    ["firewall", "admin", 0],
  ];
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) => {
      const before = path.reduce((it, key) => it?.[key], config);
      const there = applyEdits(config, [{ path, value: (value ?? 0) as string }]);
      expect(applyEdits(there as typeof config, [{ path, value: before }])).toEqual(config);
    }),
    { seed: 7 },
  );
});

test("what comes out can be checked", () => {
  expect(checkConfig(applyEdits(config, [{ path: ["domain"], value: "www.example.org" }])).ok).toBe(true);
  expect(checkConfig(applyEdits(config, [{ path: ["domain"], value: "?" }])).ok).toBe(false);
});
