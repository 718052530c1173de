import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { linesIn } from "./lines.ts";

const SOURCE = `import { defineInfrastructure, secret, waive } from "bartizan";

// A note: { that: "looks like code" }
const admins = ["198.51.100.0/24"];
const monitoring = { receivers: [{ kind: "email", to: "a" }] };

export default defineInfrastructure({
  name: "foobar",
  hosts: {
    lb1: { address: "10.0.0.1", runs: ["balancer"] },
    "web-1": {
      address: "10.0.0.2", // {
      runs: [
        "web",
        "app",
      ],
    },
  },
  /* tls: { */
  tls: { certificate: "internal" },
  app: { command: "node -e '{'", env: { KEY: secret("API_KEY") } },
  firewall: { admin: admins },
  monitoring,
  waivers: [
    waive("a@b", { reason: "r", owner: "o", until: "2027-01-01" }),
    waive("c@d", {
      reason: "r",
    }),
  ],
});
`;

const lineOf = linesIn(SOURCE);

test.each([
  ["name", 8],
  ["hosts", 9],
  ["hosts.lb1", 10],
  ["hosts.lb1.runs[0]", 10],
  ["hosts.web-1.address", 12],
  ["hosts.web-1.runs[1]", 15],
  ["tls.certificate", 20],
  ["app.env.KEY", 21],
  ["firewall.admin", 22],
  ["monitoring", 23],
  ["waivers[0]", 25],
  ["waivers[1]", 26],
  ["waivers[1].reason", 27],
])("%s stands on line %i", (path, line) => {
  expect(lineOf(path)).toBe(line);
});

test.each([
  ["tls.upstream", 20],
  ["hosts.web-1.runs[7]", 13],
  ["monitoring.watchdog", 23],
  ["waivers[9]", 24],
  ["backups.to", 1],
  ["", 1],
])("%s is not there: line %i is the nearest", (path, line) => {
  expect(lineOf(path)).toBe(line);
});

test("the example", () => {
  const source = readFileSync(join(import.meta.dirname, "../../examples/whiteboard/bartizan.config.ts"), "utf8");
  const line = linesIn(source)("hosts.srv1");
  expect(source.split("\n")[line - 1]).toContain("srv1: {");
});

test("any text is answered with one of its lines", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."{}[](),:\"'`/*\n\\ ab") }), (source) => {
      const line = linesIn(source)("a.b[0].a");
      expect(line >= 1 && line <= source.split("\n").length).toBe(true);
    }),
    { seed: 11, numRuns: 2_000 },
  );
});
