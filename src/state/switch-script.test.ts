import { expect, it } from "vitest";
import { sha256 } from "../util/hash.ts";
import { filesScript, unitsScript } from "./apply-script.ts";
import type { Facts, Observed } from "./facts.ts";
import { plan } from "./plan.ts";
import type { FileResource, Resource } from "./resource.ts";
import type { LockRequest } from "./script-frame.ts";
import type { HostPlan } from "./step.ts";

const file = (path: string, content: string): FileResource => ({ kind: "file", path, content: [content] });
const env = file("/etc/app.env", "A=2\n");
const ca = file("/etc/ca.crt", "new\n");
const resources: readonly Resource[] = [
  env,
  ca,
  { kind: "release", root: "/srv/x", id: "new", keep: 5 },
  {
    kind: "unit",
    name: "x.service",
    want: "running",
    restartOn: ["file:/etc/app.env", "file:/etc/ca.crt", "release:/srv/x"],
    ready: "true",
    switches: {
      together: ["file:/etc/app.env", "release:/srv/x"],
      trial: { name: "x-trial.service", files: [file("/run/x-trial/app.env", "A=2\nPORT=1\n")], folders: ["/run/x-trial"], ready: "true" },
    },
  },
];
const hold: LockRequest = { run: "r", holder: "me@here", pid: 1, seconds: 60, dead: [] };
const inputs = { secrets: new Map(), certificates: new Map() };
const here = (content: FileResource): Observed => ({
  kind: "path",
  type: "regular file",
  mode: "0644",
  owner: "root:root",
  sha256: content === ca ? "other" : "old",
});

function made(observed: Readonly<Record<string, Observed>>): HostPlan {
  const facts: Facts = {
    now: 0,
    os: "debian 13",
    memory: 2048,
    trusted: "",
    generation: "g",
    manifest: [],
    observed: new Map(Object.entries(observed)),
  };
  return plan({ host: "h", resources }, facts, { secrets: new Map(), issuers: { own: "", group: "", site: "" } });
}
const script = (entries: readonly { readonly name: string; readonly data: unknown }[]): string =>
  String(entries.find((it) => it.name === "run")?.data);
const running: Observed = { kind: "unit", active: "active", enabled: "enabled", restartStamp: "-", reloadStamp: "-" };

it("replaces nothing of what a unit runs with before the unit is well with the new", () => {
  const it_ = made({ "file:/etc/app.env": here(env), "file:/etc/ca.crt": here(ca), "unit:x.service": running });
  const files = script(filesScript(it_, hold, inputs));
  expect(files).toContain("put stage/etc/ca.crt");
  expect(files).not.toContain("put stage/etc/app.env");
  const entries = unitsScript(it_, hold, inputs);
  expect(entries.map((one) => one.name)).toEqual(["run", "held/etc/app.env", "trial/run/x-trial/app.env"]);
  const units = script(entries);
  const order = [
    "systemctl start x-trial.service",
    "put held/etc/app.env /etc/app.env",
    "ln -sfn releases/new",
    '{ systemctl restart "$unit" && well 20',
  ];
  const at = order.map((words) => units.indexOf(words));
  expect(at).not.toContain(-1);
  expect(at).toEqual([...at].sort((a, b) => a - b));
});

it("forgets what a unit runs with before something else that it reads is replaced, but not when all of it waits", () => {
  const both = made({ "file:/etc/app.env": here(env), "file:/etc/ca.crt": here(ca), "unit:x.service": running });
  expect(script(filesScript(both, hold, inputs))).toContain("rm -f /var/lib/bartizan/stamps/x.service");
  const same: Observed = { kind: "path", type: "regular file", mode: "0644", owner: "root:root", sha256: sha256("new\n") };
  const held = made({ "file:/etc/app.env": here(env), "file:/etc/ca.crt": same, "unit:x.service": running });
  expect(script(filesScript(held, hold, inputs))).not.toContain("rm -f /var/lib/bartizan/stamps/x.service");
});
