import pc from "picocolors";
import { answering } from "../../catalog/endpoints.ts";
import { STATUS } from "../../catalog/status.ts";
import { seconds } from "../../kit/cells.ts";
import type { StatusCell } from "../../kit/faces/status.ts";
import type { AlertStatus, Observation } from "../../model/observation.ts";
import { statusRows } from "../../observe/observation.ts";
import { tableLines } from "./columns.ts";

/** The observation as people read it: a table per tier, at most 80 columns wide for names of ordinary length, then the alerts. */
export function statusLines(it: Observation): readonly string[] {
  const head = `${pc.bold(it.infrastructure)}  ${it.at.slice(0, 19).replace("T", " ")} UTC, seen from ${it.monitor}; rates over ${it.windowSeconds} s`;
  return [head, ...emptyHint(it), ...STATUS.flatMap((face) => section(face, it)), ...alerts(it)];
}

function emptyHint(it: Observation): readonly string[] {
  if (it.hosts.some((host) => host.sampleAgeSeconds !== null)) return [];
  return ["", pc.yellow("No host has delivered a sample yet; the first ones come some seconds after `bartizan up`.")];
}

/** As wide as the widest head of a first column, so that the tables stand below each other. */
const FIRST = Math.max(...STATUS.map(({ table }) => table.title.length));

function section(face: (typeof STATUS)[number], seen: Observation): readonly string[] {
  const rows = statusRows(face, seen);
  if (rows.length === 0) return [];
  const columns = face.table.columns(rows);
  const lines = rows.map((row) => [row.host, ...columns.map((column) => painted(column.cell(row)))]);
  return ["", ...tableLines([{ head: face.table.title.padEnd(FIRST) }, ...columns], lines, pc.bold)];
}

const TONES = { good: pc.green, warning: pc.yellow, bad: pc.red, dim: pc.dim } as const;

function painted({ text, tone }: StatusCell): string {
  return tone === undefined ? text : TONES[tone](text);
}

function alerts(it: Observation): readonly string[] {
  if (it.alerts === null) return ["", `${pc.bold("ALERTS")}  ${pc.red(`unknown: ${answering("firing").name} does not answer`)}`];
  const now = Date.parse(it.at);
  const firing = it.alerts.filter((alert) => alert.state === "firing").flatMap((alert) => alertLines(alert, now));
  const pending = it.alerts.filter((alert) => alert.state === "pending").map((alert) => [alert.name, alert.host ?? []].flat().join(" "));
  const soon = pending.length === 0 ? [] : [pc.dim(`  about to fire: ${pending.join(", ")}`)];
  return ["", `${pc.bold("ALERTS")}${firing.length === 0 ? `  ${pc.green("none")}` : ""}`, ...firing, ...soon];
}

function alertLines(it: AlertStatus, now: number): readonly string[] {
  const colour = it.severity === "page" ? pc.red : pc.yellow;
  const since = seconds(Math.max(0, (now - Date.parse(it.since)) / 1000));
  return [`  ${colour(it.name)}${it.host === null ? "" : ` ${pc.bold(it.host)}`}  ${it.severity}, for ${since}`, `    ${it.summary}`];
}
