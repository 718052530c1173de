import { expect, test } from "vitest";
import * as z from "zod";
import config from "../../examples/whiteboard/bartizan.config.ts";
import { type Spoilt, writtenFortress, writtenWhiteboard } from "../../test/fixtures/spoil.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import * as published from "../index.ts";
import { section } from "../language/section.ts";
import { type Checked, checkConfig } from "./check.ts";
import * as define from "./define.ts";
import { resolveConfig } from "./resolve.ts";
import { DEFAULTS } from "./sections.ts";

function checked(raw: unknown): Extract<Checked, { ok: true }>["config"] {
  const result = checkConfig(raw);
  return result.ok ? result.config : expect.unreachable(JSON.stringify(result.problems));
}

/** Whether it stands in the provenance as a whole: a text, a number, a secret, a list of texts. */
function isValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item !== "object");
  return typeof value !== "object" || value === null || "secret" in value;
}

/** Every value of a model under the path that the config language has for it. */
function leaves(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  const below = (name: string): string => (path === "" ? name : `${path}.${name}`);
  if (Array.isArray(value) && (path === "hosts" || path === "dependencies")) {
    return value.flatMap(({ name, roles, ...rest }) => leaves({ ...rest, ...(roles === undefined ? {} : { runs: roles }) }, below(name)));
  }
  if (isValue(value)) return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  return Object.entries(value as object).flatMap(([key, it]) => {
    if (key === "ports") return [[below("port"), it[0] === it[1] ? it[0] : it.join("-")] as const];
    return leaves(it, below(key));
  });
}

test("a section whose schema is another one than its type does not compile", () => {
  const schema = () => z.strictObject({ automatic: z.boolean().optional() }).optional();
  const resolve = () => ({ automatic: true, fromHour: 2 });
  // @ts-expect-error Judged by the compiler (`npm run check:types`): the type has `fromHour`, too.
  expect(section({ key: "updates", place: 60, schema, resolve }).key).toBe("updates");
});

test("a config file is given exactly what the package publishes", () => {
  expect({ ...published }).toEqual({ ...define });
});

test("the whiteboard becomes the model that everything above is tested with", () => {
  expect(resolveConfig(checked(config), "/example").infra).toEqual(whiteboard);
});

/** The whiteboard with as few words as possible wherever there is a default. */
function tersest(): Spoilt {
  const written = writtenWhiteboard();
  const { source, command } = written.app;
  written.app = { source, command };
  written.hosts.srv1.firewall = { by: "other" };
  written.hosts.srv2.firewall = { by: "other", lines: [{ action: "drop", from: "anyone" }] };
  written.tls.certificate = "provided";
  written.tls.provided = { names: ["www.foobar.com"], expires: "2031-02-28", renewal: "manual" };
  written.backups = { to: "mon1" };
  return written;
}

test("every value of the model has its origin, and no origin is without a value", () => {
  const written = writtenWhiteboard();
  written.hosts.srv1.publicAddress6 = "2001:db8::11";
  written.app.env = { LOG_LEVEL: "info", WORKERS: 4, DEBUG: false, SMTP_PASSWORD: { secret: "SMTP_PASSWORD" } };
  for (const raw of [config, written, tersest(), writtenFortress()]) {
    const { infra, provenance } = resolveConfig(checked(raw), "/example");
    const withValues = Object.fromEntries(provenance.map(({ path, value }) => [path, value]));
    expect(withValues).toEqual(Object.fromEntries(leaves(infra, "")));
    expect(provenance.length).toBe(Object.keys(withValues).length);
  }
});

/** The name in the table of defaults of a place in a config. */
const general = (path: string): string => path.replace(/^hosts\.\w+/, "hosts.*").replaceAll(/\[\d+\]/g, "[]");

test("every default is taken when the file is silent, and only then", () => {
  const galera = writtenFortress();
  delete galera.database.writers;
  delete galera.cache.persistence;
  delete galera.flows[0].protocol;
  galera.monitoring.sendTo = [{ kind: "remoteWrite", url: "https://metrics.example/api/v1/write" }];
  const acme = tersest();
  const { provided: _, ...tls } = acme.tls;
  acme.balancer = { trustedProxies: { ranges: ["192.0.2.0/24"] } };
  acme.tls = { ...tls, certificate: "acme", acme: { termsAgreed: true } };
  const taken = [tersest(), galera, acme].flatMap((raw) =>
    resolveConfig(checked(raw), "/example").provenance.flatMap(({ path, value, origin }) =>
      origin.kind === "default" ? [[general(path), { value, reason: origin.reason }] as const] : [],
    ),
  );
  expect(Object.fromEntries(taken)).toEqual(DEFAULTS);
  const replicas = writtenFortress();
  replicas.database = {
    ...writtenWhiteboard().database,
    primary: "db1",
    replicasReadOnly: true,
    replication: "async",
    promotion: "none",
    tls: "none",
  };
  const whole = writtenFortress();
  for (const raw of [whole, replicas]) {
    raw.monitoring.sendTo = [{ kind: "remoteWrite", url: "https://metrics.example/api/v1/write", metrics: ["up"], from: "hosts" }];
    type Written = { closes?: readonly number[]; firewall?: { readonly by: string } };
    for (const host of Object.values(raw.hosts) as Written[]) if (host.firewall?.by !== "other") host.closes = [8080];
    // Remote write knows no logs, so nothing can be said of them.
    const silent = resolveConfig(checked(raw), "/example").provenance.filter(({ origin }) => origin.kind === "default");
    expect(silent.map(({ path }) => path)).toEqual(["monitoring.sendTo[0].logs"]);
  }
});

test("what belongs to the other topology, or to HTTPS where there is none, is not called a default", () => {
  const written = writtenFortress();
  written.tls = { certificate: "none", terminateAt: "balancer" };
  const { infra, provenance } = resolveConfig(checked(written), "/example");
  const derived = provenance.flatMap(({ path, origin }) => (origin.kind === "derived" ? [path] : []));
  expect(derived).toEqual([
    "tls.redirectHttp",
    "tls.hstsSeconds",
    "database.replicasReadOnly",
    "database.replication",
    "database.promotion",
  ]);
  expect(infra.tls).toMatchObject({ redirectHttp: false, hstsSeconds: 0 });
});

test("balancers come one after the other in the order of the file, however many there are", () => {
  const written = writtenWhiteboard();
  for (let index = 2; index <= 60; index += 1) written.hosts[`lb${index}`] = { address: `10.77.1.${index}`, runs: ["balancer"] };
  const all = Object.values(resolveConfig(checked(written), "/example").infra.balancer.priorities);
  expect(all).toEqual([...new Set(all)].sort((a, b) => b - a));
  expect([all[0], all.length]).toEqual([200, 60]);
  for (const priority of all) expect(priority).toBeGreaterThanOrEqual(1);
  expect(Object.values(resolveConfig(checked(writtenFortress()), "/example").infra.balancer.priorities)).toEqual([150, 100]);
});

test("with Galera the first database host takes the writes first, unless another one is named", () => {
  const written = writtenFortress();
  delete written.database.primary;
  expect(resolveConfig(checked(written), "/example").infra.database?.primary).toBe("db1");
});

test("a port of somebody else's firewall is a range of one", () => {
  const firewall = resolveConfig(checked(writtenFortress()), "/example").infra.hosts.at(-1)?.firewall;
  expect(firewall?.by === "other" && firewall.lines.map(({ ports }) => ports)).toEqual([[8000, 8099], [22, 22], undefined]);
});

test("spellings are made one", () => {
  const written = writtenWhiteboard();
  written.hosts.srv1.address6 = "2001:0DB8:0:0::0011";
  written.firewall.admin = ["2001:DB8:0::/48"];
  written.app = { ...written.app, source: "../site/./app/", static: "./public/", output: "dist/" };
  const { infra } = resolveConfig(checked(written), "/srv/project");
  expect(infra.hosts[1]?.address6).toBe("2001:db8::11");
  expect(infra.firewall.admin).toEqual(["2001:db8::/48"]);
  expect(infra.app).toMatchObject({ source: "/srv/site/app", static: "public", output: "dist" });
});

test("numbers and switches of the environment become texts, secrets stay names", () => {
  const written = writtenWhiteboard();
  written.app.env = { WORKERS: 4, RATIO: 0.5, DEBUG: false, EMPTY: "", KEY: define.secret("API_KEY") };
  const { infra } = resolveConfig(checked(written), "/example");
  expect(infra.app?.env).toEqual({ WORKERS: "4", RATIO: "0.5", DEBUG: "false", EMPTY: "", KEY: { secret: "API_KEY" } });
});

test("one database host is a primary without a replica; hosts may run nothing; sections may be undefined", () => {
  const written = writtenWhiteboard();
  written.hosts.srv2.runs = ["web", "app"];
  written.hosts.spare = { address: "10.77.0.30", runs: [], ssh: undefined };
  written.monitoring = undefined;
  const { infra } = resolveConfig(checked(written), "/example");
  expect(infra.hosts.filter((host) => host.roles.includes("database")).map((host) => host.name)).toEqual(["srv1"]);
});

test("the schema's name follows the infrastructure's", () => {
  expect(resolveConfig(checked({ ...writtenWhiteboard(), name: "foo-bar" }), "/example").infra.database?.name).toBe("foo_bar");
});
