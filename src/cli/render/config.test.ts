import { expect, test } from "vitest";
import { writtenWhiteboard } from "../../../test/fixtures/spoil.ts";
import { checkConfig } from "../../config/check.ts";
import { resolveConfig } from "../../config/resolve.ts";
import { configJson, configLines, resolvedLines } from "./config.ts";

function load(spoil: (config: ReturnType<typeof writtenWhiteboard>) => void) {
  const written = writtenWhiteboard();
  spoil(written);
  const checked = checkConfig(written);
  if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
  return { path: "/srv/project/bartizan.config.ts", dir: "/srv/project", ...resolveConfig(checked.config, "/srv/project") };
}

test("a secret is shown by its name everywhere", () => {
  const loaded = load((config) => {
    config.app.env = { SMTP_PASSWORD: { secret: "SMTP_PASSWORD" } };
  });
  expect(resolvedLines(loaded.provenance)).toContainEqual(
    expect.stringMatching(/^app\.env\.SMTP_PASSWORD = \[secret SMTP_PASSWORD\] +# file$/),
  );
  expect(JSON.parse(configJson(loaded, true)).infrastructure.app.env).toEqual({ SMTP_PASSWORD: { secret: "SMTP_PASSWORD" } });
});

test("every value stands on one line with its origin, in 80 columns where it can", () => {
  const loaded = load((config) => {
    config.app.command = `node ${"x".repeat(100)}`;
    config.app.env = { MOTD: "two\nlines\u202e" };
  });
  const lines = resolvedLines(loaded.provenance);
  const long = lines.filter((line) => line.length > 80);
  expect(long).toEqual([`app.command = "node ${"x".repeat(100)}"`]);
  expect(lines.filter((line) => !line.includes("#"))).toEqual(long);
  expect(lines.join("\n")).toContain('app.env.MOTD = "two\\nlines\\u202e"');
});

test("the summary stays within 80 columns with many ranges and both families of addresses", () => {
  const loaded = load((config) => {
    config.hosts.srv1.address6 = "2001:db8::11";
    config.firewall.admin = Array.from({ length: 8 }, (_, index) => `198.51.${index}.0/24`);
    config.app.listen = "socket";
  });
  const lines = configLines(loaded);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.join("\n")).toContain("10.77.0.11 2001:db8::11");
  expect(lines.join("\n")).toContain("unix socket");
  for (const range of loaded.infra.firewall.admin) expect(lines.join("\n")).toContain(range);
});

test("an infrastructure without app, database and public addresses", () => {
  const loaded = load((config) => {
    config.hosts = { mon1: { address: "10.77.0.20", runs: ["monitor"] }, spare: { address: "10.77.0.21", runs: [] } };
    delete config.app;
    delete config.database;
  });
  expect(configLines(loaded).join("\n")).toMatchInlineSnapshot(`
    "foobar  www.foobar.com
    /srv/project/bartizan.config.ts

    HOST   ADDRESS     RUNS
    mon1   10.77.0.20  monitor
    spare  10.77.0.21  -

    TIER     HOSTS       WHAT
    monitor  mon1        a sample every 5 s, kept 30 days
    ssh      every host  from 198.51.100.0/24"
  `);
});
