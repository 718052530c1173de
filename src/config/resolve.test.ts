import { expect, test } from "vitest";
import type { z } from "zod";
import config from "../../examples/whiteboard/bartizan.config.ts";
import { writtenWhiteboard } from "../../test/fixtures/spoil.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import * as published from "../index.ts";
import { type Checked, checkConfig } from "./check.ts";
import { DEFAULTS } from "./defaults.ts";
import * as language from "./language.ts";
import { resolveConfig } from "./resolve.ts";
import type { configSchema } from "./schema.ts";

function checked(raw: unknown): Extract<Checked, { ok: true }>["config"] {
  const result = checkConfig(raw);
  return result.ok ? result.config : expect.unreachable(JSON.stringify(result.problems));
}

/** Every value of a model under the path that the config language has for it. */
function leaves(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  const isLeaf = typeof value !== "object" || value === null || "secret" in value || (Array.isArray(value) && path !== "hosts");
  if (isLeaf) return [[path, value]];
  if (Array.isArray(value)) {
    return value.flatMap(({ name, roles, ...rest }) => leaves({ ...rest, runs: roles }, `hosts.${name}`));
  }
  return Object.entries(value).flatMap(([key, it]) => leaves(it, path === "" ? key : `${path}.${key}`));
}

/** A type written out, so that two of them can be compared. */
type Written<T> = T extends readonly (infer Element)[]
  ? Written<Element>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Written<T[Key]> }
    : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

test("the types of the language are those of the schema", () => {
  // Judged by the compiler (`npm run check:types`).
  const input: Same<Written<language.InfrastructureConfig>, Written<z.input<typeof configSchema>>> = true;
  const output: Same<Written<language.InfrastructureConfig>, Written<z.output<typeof configSchema>>> = true;
  expect([input, output]).toEqual([true, true]);
});

test("a config file is given exactly what the package publishes", () => {
  expect({ ...published }).toEqual({ ...language });
});

test("the whiteboard becomes the model that everything above is tested with", () => {
  expect(resolveConfig(checked(config), "/example").infra).toEqual(whiteboard);
});

test("every value of the model has its origin, and no origin is without a value", () => {
  const written = writtenWhiteboard();
  written.hosts.srv1.publicAddress6 = "2001:db8::11";
  written.app.env = { LOG_LEVEL: "info", WORKERS: 4, DEBUG: false, SMTP_PASSWORD: { secret: "SMTP_PASSWORD" } };
  for (const raw of [config, written]) {
    const { infra, provenance } = resolveConfig(checked(raw), "/example");
    const withValues = Object.fromEntries(provenance.map(({ path, value }) => [path, value]));
    expect(withValues).toEqual(Object.fromEntries(leaves(infra, "").filter(([path]) => path !== "app.env")));
    expect(provenance.length).toBe(Object.keys(withValues).length);
  }
});

test("every default is taken when the file is silent, and only then", () => {
  const { app, hosts, ...rest } = writtenWhiteboard();
  const { source, command } = app;
  const { provenance } = resolveConfig(checked({ ...rest, hosts, app: { source, command } }), "/example");
  const taken = provenance.filter(({ origin }) => origin.kind === "default");
  expect(
    Object.fromEntries(taken.map(({ path, value, origin }) => [path, { value, reason: origin.kind === "default" && origin.reason }])),
  ).toEqual(DEFAULTS);
  const spoken = { ...rest, hosts, app: { ...app, packages: [], listen: 3001 }, monitoring: { intervalSeconds: 5, retentionDays: 30 } };
  const said = resolveConfig(checked({ ...spoken, tls: { ...rest.tls, lifetimeDays: 90 } }), "/example").provenance;
  expect(said.filter(({ origin }) => origin.kind === "default")).toEqual([]);
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
  written.app.env = { WORKERS: 4, RATIO: 0.5, DEBUG: false, EMPTY: "", KEY: language.secret("API_KEY") };
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
