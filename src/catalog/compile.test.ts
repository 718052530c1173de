import { describe, expect, test } from "vitest";
import { fortress as withCopies } from "../../test/fixtures/fortress.ts";
import { writtenFortress } from "../../test/fixtures/spoil.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { checkConfig } from "../config/check.ts";
import { FLOW_SERVICES, isReservedService } from "../config/reserved.ts";
import { resolveConfig } from "../config/resolve.ts";
import { type Host, hostsOf, type Infrastructure, type Role } from "../model/infrastructure.ts";
import { type HostState, keyOf, type Resource, type UnitResource } from "../state/resource.ts";
import { redacted } from "../util/content.ts";
import { compile, flowsOf, packagesOf, partsInOrder } from "./compile.ts";
import { PARTS } from "./registry.ts";
import { servicesOf } from "./services.ts";

const inputs = { caCertificate: "test CA\n", groupCertificate: "test CA of the group\n", siteCertificate: "", releaseId: "0123456789ab" };

const checked = checkConfig(writtenFortress());
if (!checked.ok) throw new Error("the fortress is right");
const fortress = resolveConfig(checked.config, "/example").infra;

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
  const { releaseId: _, ...rest } = inputs;
  const keys = (state: HostState | undefined): readonly string[] => state?.resources.map(keyOf) ?? [];
  const without = keys(compile(whiteboard, rest).get("srv1"));
  const missing = keys(compile(whiteboard, inputs).get("srv1")).filter((key) => !without.includes(key));
  expect(missing).toEqual(["release:/srv/foobar", "unit:foobar.service"]);
});

test("parts have names of their own", () => {
  expect(new Set(PARTS.map((part) => part.name)).size).toBe(PARTS.length);
});

const changed = (changes: Partial<Host>, name = "srv1"): Infrastructure => ({
  ...whiteboard,
  hosts: whiteboard.hosts.map((host) => (host.name === name ? { ...host, ...changes } : host)),
});
const keysOn = (infra: Infrastructure, name = "srv1"): readonly string[] => compile(infra, inputs).get(name)?.resources.map(keyOf) ?? [];
const textOn = (infra: Infrastructure, host: string, path: string): string =>
  compile(infra, inputs)
    .get(host)
    ?.resources.flatMap((it) => ((it.kind === "file" || it.kind === "ruleset") && it.path === path ? [redacted(it.content)] : []))
    .join("") ?? "";

test("a host whose firewall is somebody else's is given none, and is not missed one", () => {
  const infra = changed({ firewall: { by: "nobody" } });
  const less = keysOn(whiteboard).filter((key) => !keysOn(infra).includes(key));
  expect(less).toEqual([
    "package:nftables",
    "ruleset:/etc/bartizan/firewall.nft",
    "file:/etc/systemd/system/bartizan-firewall.service",
    "unit:nftables.service",
    "unit:bartizan-firewall.service",
    "file:/etc/bartizan/loopback.nft",
    "file:/etc/systemd/system/bartizan-loopback.service",
    "unit:bartizan-loopback.service",
  ]);
  expect(textOn(infra, "mon1", "/etc/vmalert/rules.yml")).toContain(`bartizan_firewall_loaded{host!~"srv1"} == 0`);
});

test("every service that a part runs on a host is one of its units, and is watched there", () => {
  // The copies go where nobody can bring them yet.
  const { backups: _, ...cluster } = withCopies;
  for (const infra of [...shapes.map(([, it]) => it), cluster])
    for (const { host, resources } of compile(infra, inputs).values()) {
      const keys = resources.map(keyOf);
      const exporter = resources.find((it) => it.kind === "file" && it.path === "/etc/default/prometheus-node-exporter");
      const text = exporter?.kind === "file" ? redacted(exporter.content) : "";
      const watched = /unit-include=\^\(([^)]+)\)/.exec(text)?.[1]?.split("|") ?? [];
      const running = (servicesOf(infra).get(host) ?? []).map((it) => it.unit).filter((unit) => unit.endsWith(".service"));
      expect(keys, host).toEqual(expect.arrayContaining(running.map((unit) => `unit:${unit}`)));
      expect(watched.map((name) => `${name}.service`)).toEqual(running);
    }
});

test("of a host of which the machine alone is measured nothing else is", () => {
  const infra = changed({ monitoring: "machine" });
  const less = keysOn(whiteboard).filter((key) => !keysOn(infra).includes(key));
  expect(less.filter((key) => key.startsWith("unit:"))).toEqual(["unit:prometheus-mysqld-exporter.service"]);
  const jobs = [...textOn(infra, "srv1", "/etc/vmagent/scrape.yml").matchAll(/job_name: (\S+)/g)].map(([, job]) => job);
  expect(jobs).toEqual(["node", "vmagent"]);
  expect(textOn(whiteboard, "srv1", "/etc/nginx/nginx.conf")).toContain("requests.count()");
  expect(textOn(infra, "srv1", "/etc/nginx/nginx.conf")).not.toMatch(/lua_|_lua|requests.count/);
});

test("a host that is not measured delivers nothing, is not expected to, and is let in nowhere for it", () => {
  const infra = changed({ monitoring: "none" });
  expect(keysOn(infra).filter((key) => /exporter|vmagent|libnginx/.test(key))).toEqual([]);
  expect(textOn(infra, "mon1", "/etc/vmalert/rules.yml")).not.toContain("host: 'srv1'");
  expect(flowsOf(infra).map((flow) => flow.id)).not.toContain("metrics_srv1_mon1");
  expect(flowsOf(infra).length).toBe(flowsOf(whiteboard).length - 1);
});

test("a service of the user's own is let through, by its name", () => {
  const flow = {
    service: "redis-cache",
    from: "srv2",
    to: "mon1",
    protocol: "tcp",
    port: 6379,
    encryption: "none",
    purpose: "A cache.",
  } as const;
  const infra: Infrastructure = {
    ...whiteboard,
    flows: [flow, { ...flow, service: "syslog", from: "anyone", protocol: "udp", port: 514 }],
  };
  const rules = textOn(infra, "mon1", "/etc/bartizan/firewall.nft");
  expect(rules).toContain('ip saddr { 10.77.0.12 } tcp dport 6379 ct state new counter name "redis__cache_srv2_mon1" accept');
  expect(rules).toContain('udp dport 514 ct state new counter name "syslog_anyone_mon1" accept');
});

test("a name that the user gives to a service is never that of a flow of Bartizan's own", () => {
  const copied = { ...whiteboard, backups: { to: "mon1", everyHours: 24, keepDays: 7 } };
  const behind = { ...whiteboard, hosts: whiteboard.hosts.map((host) => ({ ...host, sshPorts: [22, 2222] })) };
  const changing = { ...fortress, tls: { ...fortress.tls, upstreamAlso: "plain" } } as const;
  const all = [...shapes.map(([, infra]) => infra), fortress, copied, behind, changing].flatMap((infra) =>
    flowsOf({ ...infra, flows: [] }),
  );
  const own = new Set(all.map((flow) => flow.channel.service));
  expect([...own].filter((service) => !isReservedService(service))).toEqual([]);
  expect(FLOW_SERVICES.filter((service) => service !== "ssh-PORT" && !own.has(service))).toEqual([]);
});

test("an alert that the file leaves out is raised nowhere", () => {
  const infra = { ...whiteboard, monitoring: { ...whiteboard.monitoring, withoutAlerts: ["HostRebooted"] } };
  expect(textOn(whiteboard, "mon1", "/etc/vmalert/rules.yml")).toContain("alert: HostRebooted");
  expect(textOn(infra, "mon1", "/etc/vmalert/rules.yml")).not.toContain("alert: HostRebooted");
});

test("an alert that is left out has to be one", () => {
  const infra = { ...whiteboard, monitoring: { ...whiteboard.monitoring, withoutAlerts: ["HostCpu", "HostRebootet", "x"] } };
  let message = "";
  try {
    compile(infra, inputs);
  } catch (error) {
    message = (error as Error).message.replaceAll(/allowed: .*/g, (line) => `${line.slice(0, 60)}...`);
  }
  expect(message).toMatchInlineSnapshot(`
    "BZ_ALERT_UNKNOWN at monitoring.withoutAlerts[1]: no alert has this name
      found:   "HostRebootet"
      allowed: AgentBuffering, AgentDropping, AlertsUndelivered, C...
      mend:    Did you mean "HostRebooted"?

    BZ_ALERT_UNKNOWN at monitoring.withoutAlerts[2]: no alert has this name
      found:   "x"
      allowed: AgentBuffering, AgentDropping, AlertsUndelivered, C...
      mend:    Take one of the names that are allowed."
  `);
});

/** Whether the resources of this host stand in this order, all of them. */
function expectOrder({ resources }: HostState, order: readonly string[]): void {
  const keys = resources.map(keyOf);
  const at = order.map((key) => keys.indexOf(key));
  expect(at).not.toContain(-1);
  expect(at).toEqual([...at].sort((a, b) => a - b));
}

describe("the order of parts on a host", () => {
  test("has each after what it needs, and otherwise keeps that of the list", () => {
    const parts = [
      { name: "a", needs: [] },
      { name: "b", needs: ["d", "elsewhere"] },
      { name: "c", needs: [] },
      { name: "d", needs: ["e"] },
      { name: "e", needs: [] },
    ];
    expect(partsInOrder(parts).map((it) => it.name)).toEqual(["a", "e", "d", "b", "c"]);
  });

  test("refuses a circle", () => {
    const circle = [
      { name: "a", needs: ["b"] },
      { name: "b", needs: ["c"] },
      { name: "c", needs: ["b"] },
    ];
    expect(() => partsInOrder(circle)).toThrow("b needs c needs b");
  });

  test("names parts that there are, whatever the shape", () => {
    const names = PARTS.map((part) => part.name);
    for (const [, infra] of [...shapes, ["the fortress", fortress] as const])
      for (const host of infra.hosts)
        for (const part of PARTS) for (const needed of part.needs?.(host, infra) ?? []) expect(names, part.name).toContain(needed);
  });

  test("starts an app after its way to the database, and whoever sends it requests after it", () => {
    const everything = states.filter(([name]) => name.startsWith("everything on every host"));
    expect(everything.length).toBeGreaterThan(0);
    const order = [
      "unit:mariadb.service",
      "command:database-accounts",
      "unit:haproxy.service",
      "unit:foobar.service",
      "unit:nginx.service",
    ];
    for (const [, state] of everything) expectOrder(state, order);
    const [, apart] = states.find(([name]) => name === "tiers apart, srv2") ?? [];
    expectOrder(apart as HostState, ["unit:haproxy.service", "unit:foobar.service"]);
  });

  test("starts an app beside a Galera node after whoever tells its proxy that the node is well", () => {
    const cluster = { ...whiteboard, database: { ...database, topology: "galera" as const } };
    const state = compile(cluster, inputs).get("srv1") as HostState;
    expectOrder(state, ["unit:mariadb.service", "unit:nginx.service", "unit:haproxy.service", "unit:foobar.service"]);
  });
});
