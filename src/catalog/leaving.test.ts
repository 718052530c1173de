import { expect, it } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { sending } from "../../test/fixtures/sending.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { TEXTFILE_FOLDER } from "../parts/node-exporter/textfile.ts";
import type { HostState } from "../state/resource.ts";
import { redacted } from "../util/content.ts";
import { compile } from "./compile.ts";

const INPUTS = { caCertificate: "ca", groupCertificate: "group", siteCertificate: "", releaseId: "r1" };
const COPIES = { to: "sftp://vault@203.0.113.100/copies", everyHours: 6, keepDays: 30, restoreTestDays: 7 };

/** Folders of state that outlive their part, because they hold what is the users'. */
const KEPT = (infra: Infrastructure): readonly string[] => [
  `/var/lib/${infra.name}`,
  // The samples of years, and who silenced what.
  "/var/lib/victoria-metrics",
  "/var/lib/prometheus/alertmanager",
];

/** What the programs on a host write while they run, by what their scripts and units say. */
function writtenBy({ resources }: HostState): readonly string[] {
  return resources.flatMap((it) => {
    const text = it.kind === "file" ? redacted(it.content) : it.kind === "command" ? redacted(it.apply) : "";
    // Who alerts on such a file names it as well, and writes none.
    const numbers = it.kind === "file" && it.path.startsWith("/usr/local/") ? [...text.matchAll(/bartizan-[\w-]+\.prom/g)] : [];
    const named = [
      ...numbers.map(([name]) => `${TEXTFILE_FOLDER}/${name}`),
      ...[...text.matchAll(/\/run\/bartizan-[\w.-]+/g)].map(([path]) => path),
    ];
    const states = [...text.matchAll(/^(State|Cache)Directory=(\S+)$/gm)].map(
      ([, kind, name]) => `/var/${kind === "State" ? "lib" : "cache"}/${name}`,
    );
    const timer = it.kind === "file" && /^Persistent=yes$/m.test(text) ? /([^/]+\.timer)$/.exec(it.path)?.[1] : undefined;
    return [...named, ...states, ...(timer === undefined ? [] : [`/var/lib/systemd/timers/stamp-${timer}`])];
  });
}

it.each([
  ["whiteboard", { ...whiteboard, backups: COPIES }],
  ["fortress", { ...fortress, backups: COPIES }],
  ["sending", sending],
] as const)("whatever a program of the %s writes has an owner with whom it leaves", (_, infra) => {
  let count = 0;
  for (const state of compile(infra, INPUTS).values()) {
    const owned = state.resources.flatMap((it) => (it.kind === "written" ? [it.path] : []));
    const written = new Set(writtenBy(state));
    count += written.size;
    const orphans = [...written].filter(
      (path) => !KEPT(infra).includes(path) && !owned.some((it) => it === path || it.startsWith(`${path}/`) || path.startsWith(`${it}/`)),
    );
    expect([state.host, orphans]).toEqual([state.host, []]);
  }
  expect(count).toBeGreaterThan(10);
});

it("copies that move to another host leave nothing on the one before, their key and their numbers least of all", () => {
  const on = (infra: Infrastructure): readonly string[] =>
    (compile(infra, INPUTS).get("srv2")?.resources ?? []).flatMap((it) => (it.kind === "written" ? [it.path] : []));
  const gone = on({ ...whiteboard, backups: COPIES }).filter((path) => !on(whiteboard).includes(path));
  expect(gone).toEqual(
    expect.arrayContaining([
      "/var/lib/prometheus/node-exporter/bartizan-backup.prom",
      "/etc/bartizan/backup/id_ed25519",
      "/var/lib/bartizan-backup",
    ]),
  );
});
