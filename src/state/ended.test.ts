import { describe, expect, it } from "vitest";
import { endedPlan } from "./ended.ts";
import type { Facts, Observed } from "./facts.ts";
import type { CertificateResource, HostState, UnitResource } from "./resource.ts";

const certificate = (path: string): CertificateResource => ({
  kind: "certificate",
  path,
  commonName: "db1",
  role: "database",
  names: ["DNS:db1"],
  usage: ["server"],
});
const reads = (name: string, more: Partial<UnitResource>): UnitResource => ({ kind: "unit", name, want: "running", ...more });
const state: HostState = {
  host: "db1",
  resources: [
    { kind: "file", path: "/etc/my.cnf", content: ["new"] },
    certificate("/p/database"),
    certificate("/p/group"),
    certificate("/p/young"),
    reads("mariadb.service", {
      restartOn: ["file:/etc/my.cnf"],
      reloadOn: ["certificate:/p/database", "certificate:/p/group"],
      reload: "flush",
      ready: "asks the other hosts",
    }),
    reads("garb.service", { restartOn: ["certificate:/p/group"] }),
    reads("nginx.service", { reloadOn: ["certificate:/p/young"] }),
    reads("down.service", { reloadOn: ["certificate:/p/group"] }),
  ],
};
const NOW = 1_000_000;
const seen = (notBefore: number, notAfter: number): Observed => ({ kind: "certificate", request: "r", notBefore, notAfter, intact: true });
const running: Observed = { kind: "unit", active: "active", enabled: "enabled", restartStamp: "old", reloadStamp: "older" };
const facts = (more: Readonly<Record<string, Observed>>, rest: Partial<Facts> = {}): Facts => ({
  now: NOW,
  trusted: "",
  os: "debian 13",
  memory: 2048,
  generation: "g",
  manifest: ["file:/etc/my.cnf"],
  observed: new Map(
    Object.entries({
      "certificate:/p/database": seen(0, NOW * 2),
      "certificate:/p/group": seen(0, NOW * 2),
      "certificate:/p/young": seen(0, NOW * 2),
      "unit:mariadb.service": running,
      "unit:garb.service": running,
      "unit:nginx.service": running,
      "unit:down.service": { ...running, active: "failed" },
      ...more,
    }),
  ),
  ...rest,
});
const issuers = { own: "ca", group: "group", site: "site" };

describe("what cannot wait for its host's turn", () => {
  it("is nothing while every certificate is valid, however near its end", () => {
    expect(endedPlan(state, facts({ "certificate:/p/group": seen(0, NOW + 1) }), { issuers })).toBeUndefined();
  });

  it("is what has ended, and who reads it; no other change, and nobody is waited for", () => {
    const plan = endedPlan(state, facts({ "certificate:/p/group": seen(0, NOW) }), { issuers });
    expect(plan?.steps.map((it) => it.summary)).toEqual(["certificate /p/group (ended)", "reload mariadb.service", "restart garb.service"]);
    expect(plan?.steps.some((it) => it.kind === "unit" && it.resource.ready !== undefined)).toBe(false);
    expect(plan?.manifest).toEqual(["file:/etc/my.cnf"]);
  });

  it("is a new start of who is about to start with the old ones, without waiting for it", () => {
    const starting: Observed = { ...running, active: "activating" };
    const plan = endedPlan(state, facts({ "certificate:/p/database": seen(0, NOW), "unit:mariadb.service": starting }), { issuers });
    const [unit] = plan?.steps.flatMap((it) => (it.kind === "unit" ? [it] : [])) ?? [];
    expect(unit?.summary).toBe("start mariadb.service anew");
    expect(unit?.actions).toEqual(["reload"]);
    expect(unit?.resource.reload).toBe("systemctl --no-block restart mariadb.service");
  });

  it("is what begins later as well", () => {
    const plan = endedPlan(state, facts({ "certificate:/p/young": seen(NOW + 1, NOW * 2) }), { issuers });
    expect(plan?.steps.map((it) => it.summary)).toEqual(["certificate /p/young (not valid yet)", "reload nginx.service"]);
  });

  it("leaves noted what units were started with, so that what else is due stays due", () => {
    const plan = endedPlan(state, facts({ "certificate:/p/database": seen(0, NOW) }), { issuers });
    const stamps = plan?.steps.flatMap((it) => (it.kind === "unit" ? [it.stamps] : []));
    expect(stamps).toEqual([{ restart: "old", reload: "older" }]);
  });

  it("is nothing on a host that serves nobody yet", () => {
    expect(endedPlan(state, facts({ "certificate:/p/group": seen(0, NOW) }, { generation: "" }), { issuers })).toBeUndefined();
  });
});
