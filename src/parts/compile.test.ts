import { expect, test } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { hostsOf, type Infrastructure, type Role } from "../model/infrastructure.ts";
import { type HostState, keyOf, type Resource, type UnitResource } from "../state/resource.ts";
import { compile, flowsOf, packagesOf } from "./compile.ts";
import { PARTS } from "./registry.ts";

const inputs = { caCertificate: "test CA\n", releaseId: "0123456789ab" };

/** The whiteboard with its hosts' roles changed, to look at other shapes. */
function withRoles(roles: Readonly<Record<string, readonly Role[]>>, more: Partial<Infrastructure> = {}): Infrastructure {
  return { ...whiteboard, hosts: whiteboard.hosts.map((host) => ({ ...host, roles: roles[host.name] ?? host.roles })), ...more };
}

const { app: _app, ...withoutApp } = whiteboard;
const { database, ...withoutDatabase } = whiteboard;
if (database === undefined) throw new Error("the whiteboard has a database");

const shapes: readonly (readonly [name: string, infra: Infrastructure])[] = [
  ["the whiteboard", whiteboard],
  [
    "tiers apart",
    withRoles(
      { lb1: ["balancer"], srv1: ["web"], srv2: ["app"], mon1: ["database", "monitor"] },
      { database: { ...database, primary: "mon1" } },
    ),
  ],
  ["an app on a socket", { ...whiteboard, ...(whiteboard.app && { app: { ...whiteboard.app, listen: "socket" as const } }) }],
  [
    "everything on every host",
    withRoles(Object.fromEntries(whiteboard.hosts.map((host) => [host.name, ["balancer", "web", "app", "database", "monitor"]]))),
  ],
  [
    "hyphens and IPv6",
    {
      ...whiteboard,
      hosts: whiteboard.hosts.map((host, index) => ({ ...host, name: `${host.name}-a`, address6: `2001:db8::${index + 1}` })),
      database: { ...database, primary: "srv1-a" },
    },
  ],
  ["no app", withoutApp],
  [
    "no database",
    { ...withoutDatabase, hosts: whiteboard.hosts.map((host) => ({ ...host, roles: host.roles.filter((role) => role !== "database") })) },
  ],
];

const states = shapes.flatMap(([shape, infra]) =>
  [...compile(infra, inputs).values()].map((state) => [`${shape}, ${state.host}`, state] as const),
);

/** vmagent reads its certificate again for every new connection. */
const READ_AFRESH: readonly string[] = ["certificate:/etc/bartizan/pki/metrics"];

const unitsOf = (state: HostState): readonly UnitResource[] => state.resources.filter((it): it is UnitResource => it.kind === "unit");
const watched = (unit: UnitResource): readonly string[] => [...(unit.restartOn ?? []), ...(unit.reloadOn ?? [])];
const pathsOf = (resources: readonly Resource[]): readonly string[] => resources.flatMap((it) => (it.kind === "file" ? [it.path] : []));

test.each(states)("%s: what a unit waits for is there, and comes before it", (_name, state) => {
  const place = new Map(state.resources.map((it, index) => [keyOf(it), index]));
  for (const [index, unit] of state.resources.entries()) {
    if (unit.kind !== "unit") continue;
    for (const key of watched(unit)) expect(place.get(key), `${unit.name} waits for ${key}`).toBeLessThan(index);
  }
});

test.each(states)("%s: a change of a unit's own files or of a certificate reaches a unit", (_name, state) => {
  const units = unitsOf(state);
  for (const path of pathsOf(state.resources)) {
    const owner = /^\/etc\/systemd\/system\/([^/]+?)(?:\.d\/[^/]+)?$/.exec(path)?.[1];
    const unit = units.find((it) => it.name === owner);
    if (unit !== undefined) expect(unit.restartOn, `${unit.name} and ${path}`).toContain(`file:${path}`);
  }
  const certificates = state.resources.filter((it) => it.kind === "certificate").map(keyOf);
  const reached = new Set([...units.flatMap(watched), ...READ_AFRESH]);
  expect(certificates.filter((key) => !reached.has(key))).toEqual([]);
});

test.each(states)("%s: packages come first and once", (_name, state) => {
  const names = state.resources.flatMap((it) => (it.kind === "package" ? [it.name] : []));
  expect(state.resources.slice(0, names.length).every((it) => it.kind === "package")).toBe(true);
  expect(new Set(names).size).toBe(names.length);
});

test.each(shapes)("%s: flows name hosts that are there, on ports that a host serves once", (_name, infra) => {
  const hosts = new Set(infra.hosts.map((host) => host.name));
  for (const flow of flowsOf(infra)) {
    expect(flow.id).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(hosts).toContain(flow.to);
    if (flow.from.kind === "host") expect(hosts).toContain(flow.from.host);
    expect(flow.purpose).toMatch(/^[A-Z].*\.$|^[a-z0-9-]+ .*\.$/);
  }
});

test("the same infrastructure gives the same state", () => {
  expect(compile(whiteboard, inputs)).toEqual(compile(structuredClone(whiteboard), inputs));
});

test("the packages of all hosts are those of the image, sorted", () => {
  const packages = packagesOf(whiteboard);
  expect(packages).toEqual([...packages].sort());
  expect(packages).toEqual(expect.arrayContaining(["haproxy", "mariadb-server", "nftables", "nginx", "nodejs", "openssh-server"]));
  const all = [...compile(whiteboard, inputs).values()].flatMap((state) =>
    state.resources.flatMap((it) => (it.kind === "package" ? [it.name] : [])),
  );
  expect(new Set(packages)).toEqual(new Set(all));
});

test("an app's packages are on the hosts that run it alone", () => {
  const [, apart] = shapes[1] ?? [];
  if (apart === undefined) throw new Error("no such shape");
  const hasNode = [...compile(apart, inputs).values()].filter((state) => state.resources.some((it) => keyOf(it) === "package:nodejs"));
  expect(hasNode.map((state) => state.host)).toEqual(hostsOf(apart, "app").map((host) => host.name));
});

test("without a release nothing of the app is started, and nothing else changes", () => {
  const { caCertificate } = inputs;
  const keys = (state: HostState | undefined): readonly string[] => state?.resources.map(keyOf) ?? [];
  const without = keys(compile(whiteboard, { caCertificate }).get("srv1"));
  const missing = keys(compile(whiteboard, inputs).get("srv1")).filter((key) => !without.includes(key));
  expect(missing).toEqual(["release:/srv/foobar", "unit:foobar.service"]);
});

test("parts have names of their own", () => {
  expect(new Set(PARTS.map((part) => part.name)).size).toBe(PARTS.length);
});
