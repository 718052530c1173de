import { expect, it } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { compile } from "../../catalog/compile.ts";
import { missed } from "../../catalog/gaps.ts";
import { servicesOf, servicesOn } from "../../catalog/services.ts";
import { interrupts } from "../../engine/traffic.ts";
import type { PendingUpdates } from "../../kit/patching.ts";
import type { Facts, Observed } from "../../state/facts.ts";
import type { HostPlan } from "../../state/step.ts";
import { parsePendingUpdates, patchLookScript } from "./patch-look.ts";
import { absenceOf, patchPlan } from "./patch-plan.ts";

const SECRETS = new Map();
const INPUTS = { caCertificate: "ca", groupCertificate: "group", siteCertificate: "site", releaseId: "r1" };

const sight: PendingUpdates = { upgrades: [], brings: [], units: [], unfinished: false, reboot: false, boot: "b1" };
const upgrade = (name: string) => ({ name, from: "1", to: "2" });

/** The plan of a host on which all that is wanted runs, with these stamps. */
function planned(name: string, seen: Partial<PendingUpdates>, stamps: Readonly<Record<string, string>> = {}) {
  const host = whiteboard.hosts.find((it) => it.name === name);
  const state = compile(whiteboard, INPUTS).get(name);
  if (host === undefined || state === undefined) throw new Error(`no host ${name}`);
  const units = state.resources.flatMap((it): readonly (readonly [string, Observed])[] =>
    it.kind === "unit" && it.want === "running"
      ? [
          [
            `unit:${it.name}`,
            { kind: "unit", active: "active", enabled: "enabled", restartStamp: stamps[it.name] ?? "was", reloadStamp: "read" },
          ],
        ]
      : [],
  );
  const facts: Facts = {
    now: 0,
    os: "debian 13",
    memory: 2048,
    generation: "g1",
    trusted: "",
    manifest: ["file:/kept"],
    observed: new Map(units),
  };
  return patchPlan(
    { infra: whiteboard, host, state, facts, services: servicesOn(host, whiteboard), secrets: SECRETS },
    { ...sight, ...seen },
  );
}

const summaries = (it: ReturnType<typeof planned>): readonly string[] => it.steps.map((step) => step.summary);

it("has nothing to do on a host without updates that runs what is on its disk", () => {
  expect(planned("srv1", {}).steps).toEqual([]);
});

it("upgrades, then starts anew what runs from it, in the order of the parts; HAProxy goes on with what is open", () => {
  const plan = planned("srv2", {
    upgrades: [upgrade("libssl3t64")],
    units: ["chrony.service", "haproxy.service", "mariadb.service", "nginx.service"],
  });
  expect(summaries(plan)).toEqual([
    "upgrade libssl3t64",
    "restart mariadb.service",
    "reload haproxy.service",
    "restart nginx.service",
    "restart chrony.service",
  ]);
  expect(interrupts(plan, whiteboard)).toBe(true);
});

it("installs exactly the versions that it has shown, with daemons kept from starting, and loses the stamps of what is to be restarted first", () => {
  const [step] = planned("srv2", { upgrades: [upgrade("nginx"), upgrade("libc6")], units: ["nginx.service"] }).steps;
  const script = step?.kind === "command" ? step.resource.apply.join("") : "";
  expect(script).toContain("nginx=2 libc6=2");
  expect(script.indexOf("rm -f /var/lib/bartizan/stamps/nginx.service")).toBeLessThan(script.indexOf("policy-rc.d"));
  expect(script.indexOf("policy-rc.d")).toBeLessThan(script.indexOf("apt-get install"));
});

it("keeps what the host has noted of its units and of itself: a file that was edited meanwhile is for `up`", () => {
  const plan = planned("srv2", { units: ["nginx.service"] });
  expect(plan.steps).toMatchObject([{ kind: "unit", stamps: { restart: "was", reload: "read" } }]);
  expect([plan.manifest, plan.formerManifest, plan.generation, plan.unfinished]).toEqual([["file:/kept"], ["file:/kept"], "g1", true]);
});

it("restarts the app when a package of its was upgraded, mapped or not", () => {
  expect(summaries(planned("srv1", { upgrades: [upgrade("nodejs")] }))).toEqual(["upgrade nodejs", "restart foobar.service"]);
  expect(summaries(planned("lb1", { upgrades: [upgrade("nodejs")] }))).toEqual(["upgrade nodejs"]);
});

it("goes on from a run that was cut off: in the middle of dpkg, or before a restart", () => {
  expect(summaries(planned("srv1", { unfinished: true }))).toEqual(["finish an installation that was cut off"]);
  const cut = planned("srv1", {}, { "nginx.service": "" });
  expect(summaries(cut)).toEqual(["restart nginx.service"]);
  expect(cut.steps[0]).not.toMatchObject({ stamps: { restart: "" } });
});

it("starts the machine anew at the end, for a new kernel, too, and has all of it missed meanwhile", () => {
  for (const seen of [{ reboot: true }, { brings: ["linux-image-6.12.9-amd64"], upgrades: [upgrade("linux-image-amd64")] }]) {
    const plan = planned("mon1", seen);
    expect(summaries(plan).at(-1)).toBe("start the host anew");
    expect(interrupts(plan, whiteboard)).toBe(true);
  }
});

it("says who is missed: a lone balancer that is started anew, not one that is reloaded", () => {
  const reload = planned("lb1", { upgrades: [upgrade("haproxy")], units: ["haproxy.service"] });
  const web = planned("srv2", { units: ["nginx.service", "mariadb.service"] });
  const gaps = (...plans: readonly HostPlan[]) =>
    missed(
      whiteboard,
      plans.map((it) => absenceOf(it, servicesOf(whiteboard).get(it.host) ?? [])),
    );
  expect(gaps(reload, web)).toEqual([]);
  expect(gaps(planned("lb1", { reboot: true }))).toEqual([{ host: "lb1", role: "balancer" }]);
});

it("reads what the host says", () => {
  const said = [
    "Reading package lists...",
    "@upgrade nginx 1.26.3-3 1.26.3-4",
    "@brings linux-image-6.12.9-amd64",
    "@unit nginx.service",
    "@reboot",
    "@boot 0b4c",
  ];
  expect(parsePendingUpdates(said.join("\n"))).toEqual({
    upgrades: [{ name: "nginx", from: "1.26.3-3", to: "1.26.3-4" }],
    brings: ["linux-image-6.12.9-amd64"],
    units: ["nginx.service"],
    unfinished: false,
    reboot: true,
    boot: "0b4c",
  });
  expect(patchLookScript({ units: [], packages: [], renewedByReload: [] }, false)).not.toContain("apt-get -q update");
});
