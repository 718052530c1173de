import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compile } from "../../src/catalog/compile.ts";
import type { Infrastructure } from "../../src/model/infrastructure.ts";
import { redacted } from "../../src/util/content.ts";
import { exposedUnits, MOST_EXPOSED } from "../fixtures/exposed-units.ts";
import { fortress } from "../fixtures/fortress.ts";
import { sending } from "../fixtures/sending.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";

const COPIES = { to: "sftp://vault@203.0.113.100/copies", everyHours: 6, keepDays: 30, restoreTestDays: 7 };
const { database } = fortress;
if (database === undefined) throw new Error("the fortress has a database");
const WALLS: Infrastructure = { ...fortress, backups: COPIES, database: { ...database, arbitrator: "mon1" } };
/** Between them every part stands somewhere. */
const INFRAS: readonly Infrastructure[] = [whiteboard, WALLS, sending];

/** As whom Debian's units run what a drop-in is laid over; without a line it is root. */
const DEBIANS_USER: Readonly<Record<string, string>> = {
  "mariadb.service": "mysql",
  "prometheus-alertmanager.service": "prometheus",
  "prometheus-mysqld-exporter.service": "prometheus",
  "prometheus-node-exporter.service": "prometheus",
  "victoria-metrics.service": "victoria-metrics",
};
const FOLDER = "/etc/systemd/system/";

/** Every unit that is started, with the files of ours that say how: none where it is Debian's alone. */
function startedUnits(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const units = new Map<string, Map<string, string>>();
  const filesOf = (unit: string): Map<string, string> => units.get(unit) ?? units.set(unit, new Map()).get(unit) ?? new Map();
  for (const infra of INFRAS) {
    for (const { resources } of compile(infra, {
      caCertificate: "ca",
      groupCertificate: "group",
      siteCertificate: "site",
      releaseId: "r1",
    }).values()) {
      for (const it of resources) {
        const path = it.kind === "file" && it.path.startsWith(FOLDER) ? it.path.slice(FOLDER.length) : "";
        const [unit] = /^[\w@-]+\.service(?=$|\.d\/)/.exec(path) ?? [];
        if (it.kind === "file" && unit !== undefined) filesOf(unit).set(path, redacted(it.content));
        if (it.kind === "unit" && it.want === "running" && it.name.endsWith(".service")) filesOf(it.name);
      }
    }
  }
  return units;
}

/** What systemd-analyze(1) makes of each, from 0 to 10. */
function exposures(units: ReadonlyMap<string, ReadonlyMap<string, string>>): ReadonlyMap<string, number> {
  const dir = mkdtempSync(join(tmpdir(), "exposure-"));
  try {
    for (const [unit, files] of units) {
      const user = DEBIANS_USER[unit] === undefined ? "" : `User=${DEBIANS_USER[unit]}\n`;
      for (const [path, content] of [[unit, `[Service]\nExecStart=/bin/true\n${user}`] as const, ...files]) {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), content);
      }
    }
    const env = { ...process.env, SYSTEMD_UNIT_PATH: dir, LC_ALL: "C" };
    const words = ["security", "--offline=true", "--no-pager", ...units.keys()];
    const { stdout, stderr } = spawnSync("systemd-analyze", words, { encoding: "utf8", env });
    const found = [...stdout.matchAll(/Overall exposure level for (\S+): ([\d.]+)/g)].map(
      ([, unit = "", level]) => [unit, Number(level)] as const,
    );
    expect(found.map(([unit]) => unit).sort(), stderr).toEqual([...units.keys()].sort());
    return new Map(found);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const page = readFileSync(fileURLToPath(new URL("../../docs/security.md", import.meta.url)), "utf8");

test(`no unit is exposed above ${MOST_EXPOSED} by systemd-analyze(1) but those of the table, each with a reason`, () => {
  const units = startedUnits();
  const own = new Map([...units].filter(([, files]) => files.size > 0));
  expect(own.size).toBeGreaterThan(25);
  const reasons = exposedUnits(page);
  const above = [...exposures(own)].filter(([unit, level]) => level > MOST_EXPOSED && !reasons.has(unit));
  expect(above).toEqual([]);
  // What Debian ships and nothing of ours is laid over is judged where it is: test/e2e/whiteboard.test.ts.
  const debians = [...units.keys()].filter((unit) => !own.has(unit)).sort();
  expect(debians).toEqual(["opensmtpd.service", "ssh.service", "systemd-journald.service", "systemd-sysctl.service"]);
});
