import pc from "picocolors";
import type { AlertSight, DatabaseSight, HostSight, Observation, TrafficSight, WebSight } from "../../model/observation.ts";
import { type TextColumn, tableLines } from "./columns.ts";

/** The observation as people read it: a table per tier, at most 80 columns wide for names of ordinary length, then the alerts. */
export function statusLines(it: Observation): readonly string[] {
  const head = `${pc.bold(it.infrastructure)}  ${it.at.slice(0, 19).replace("T", " ")} UTC, seen from ${it.monitor}; rates over ${it.windowSeconds} s`;
  return [head, ...emptyHint(it), ...[balancers(it), web(it), apps(it), databases(it), hosts(it), monitors(it), alerts(it)].flat()];
}

function emptyHint(it: Observation): readonly string[] {
  if (it.hosts.some((host) => host.sampleAgeSeconds !== null)) return [];
  return ["", pc.yellow("No host has delivered a sample yet; the first ones come some seconds after `bartizan up`.")];
}

/** As wide as the widest head of a first column, so that the tables stand below each other. */
const FIRST = "DATABASE".length;

function section([first, ...columns]: readonly [TextColumn, ...TextColumn[]], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  return ["", ...tableLines([{ ...first, head: first.head.padEnd(FIRST) }, ...columns], rows, pc.bold)];
}

const left = (head: string): TextColumn => ({ head });
const right = (head: string): TextColumn => ({ head, right: true });
const TRAFFIC = [right("QPS"), right("ERRORS"), right("P50"), right("P99")];

function traffic(it: TrafficSight): readonly string[] {
  return [rate(it.requestsPerSecond), errors(it.errorRatio), duration(it.p50Seconds), duration(it.p99Seconds)];
}

function balancers(it: Observation): readonly string[] {
  const rows = it.balancers.map((one) => {
    const away = one.serversDrained === null || one.serversDrained === 0 ? "" : `, ${one.serversDrained} drained`;
    const servers = one.serversUp === null ? unknown : `${one.serversUp} of ${one.servers}${away}`;
    const whole = one.serversUp === one.servers ? servers : one.serversUp === 0 ? pc.red(servers) : pc.yellow(servers);
    return [one.host, serving(one), whole, ...traffic(one)];
  });
  return section([left("BALANCER"), left("STATE"), left("SERVERS"), ...TRAFFIC], rows);
}

function web(it: Observation): readonly string[] {
  const rows = it.web.map((one) => [one.host, serving(one), checked(one), ...traffic(one)]);
  return section([left("WEB"), left("STATE"), left("CHECK"), ...TRAFFIC], rows);
}

/** A server that is drained takes part in no check's "up", and has failed none. */
function checked({ healthy, drained, checkStatus }: Pick<WebSight, "healthy" | "drained" | "checkStatus">): string {
  if (drained === true) return pc.yellow("drained");
  // What came back most often says why.
  return `${state(healthy, "passed", "failed")}${checkStatus === null ? "" : ` (${checkStatus})`}`;
}

function apps(it: Observation): readonly string[] {
  const rows = it.apps.map((one) => [one.host, state(one.up), checked(one)]);
  return section([left("APP"), left("STATE"), left("CHECK")], rows);
}

function databases(it: Observation): readonly string[] {
  const rows = it.databases.map((one) => [
    one.host,
    state(one.up),
    one.role,
    writes(one),
    rate(one.queriesPerSecond),
    one.connections === null ? unknown : `${one.connections}${one.maxConnections === null ? "" : ` of ${one.maxConnections}`}`,
    one.role === "primary" ? "" : one.role === "node" ? membership(one) : replication(one),
  ]);
  const last = it.databases.some((one) => one.role === "node") ? left("CLUSTER") : right("LAG");
  return section([left("DATABASE"), left("STATE"), left("ROLE"), left("WRITES"), right("QPS"), right("CONNECTIONS"), last], rows);
}

/** A replica that accepts writes is as wrong as a primary that refuses them. */
function writes(it: DatabaseSight): string {
  if (it.readOnly === null) return unknown;
  const text = it.readOnly ? "refused" : it.role === "node" && it.writer === false ? "stands by" : "accepted";
  return it.readOnly === (it.role === "replica") ? text : pc.red(text);
}

function membership({ ready, members }: DatabaseSight): string {
  if (ready === null) return unknown;
  if (!ready) return pc.red("no majority");
  return members === null ? "ready" : `one of ${members}`;
}

function replication(it: DatabaseSight): string {
  if (it.replicating === null) return unknown;
  if (!it.replicating) return pc.red("stopped");
  if (it.lagSeconds === null) return unknown;
  return it.lagSeconds > 30 ? pc.yellow(`${it.lagSeconds} s`) : `${it.lagSeconds} s`;
}

function hosts(it: Observation): readonly string[] {
  const rows = it.hosts.map((one) => [
    one.host,
    share(one.cpuRatio, 0.9),
    share(one.memoryRatio, 0.9),
    share(one.diskRatio, 0.85),
    bytes(one.receivedBytesPerSecond),
    bytes(one.sentBytesPerSecond),
    age(one),
  ]);
  return section([left("HOST"), right("CPU"), right("MEMORY"), right("DISK"), right("IN/S"), right("OUT/S"), right("SAMPLE")], rows);
}

function age(it: HostSight): string {
  if (it.sampleAgeSeconds === null) return pc.red("none");
  const text = `${seconds(it.sampleAgeSeconds)} old`;
  return it.sampleAgeSeconds > 30 ? pc.red(text) : text;
}

function monitors(it: Observation): readonly string[] {
  const rows = it.monitors.map((one) => [one.host, count(one.series), bytes(one.storedBytes), bytes(one.freeBytes)]);
  return section([left("MONITOR"), right("SERIES"), right("STORED"), right("FREE")], rows);
}

function alerts(it: Observation): readonly string[] {
  if (it.alerts === null) return ["", `${pc.bold("ALERTS")}  ${pc.red("unknown: vmalert does not answer")}`];
  const now = Date.parse(it.at);
  const firing = it.alerts.filter((alert) => alert.state === "firing").flatMap((alert) => alertLines(alert, now));
  const pending = it.alerts.filter((alert) => alert.state === "pending").map((alert) => [alert.name, alert.host ?? []].flat().join(" "));
  const soon = pending.length === 0 ? [] : [pc.dim(`  about to fire: ${pending.join(", ")}`)];
  return ["", `${pc.bold("ALERTS")}${firing.length === 0 ? `  ${pc.green("none")}` : ""}`, ...firing, ...soon];
}

function alertLines(it: AlertSight, now: number): readonly string[] {
  const colour = it.severity === "page" ? pc.red : pc.yellow;
  const since = seconds(Math.max(0, (now - Date.parse(it.since)) / 1000));
  return [`  ${colour(it.name)}${it.host === null ? "" : ` ${pc.bold(it.host)}`}  ${it.severity}, for ${since}`, `    ${it.summary}`];
}

const unknown = pc.dim("-");

function state(value: boolean | null, good = "up", bad = "down"): string {
  if (value === null) return unknown;
  return value ? pc.green(good) : pc.red(bad);
}

/** Who lets requests wait is up, and no better than slow. */
function serving({ up, waiting }: { readonly up: boolean | null; readonly waiting: number | null }): string {
  return up === true && waiting !== null && waiting > 0 ? pc.yellow(`up, ${waiting} wait`) : state(up);
}

function rate(value: number | null): string {
  return value === null ? unknown : value.toFixed(1);
}

function count(value: number | null): string {
  return value === null ? unknown : String(Math.round(value));
}

function errors(value: number | null): string {
  if (value === null) return unknown;
  const text = `${(value * 100).toFixed(2)} %`;
  return value > 0.05 ? pc.red(text) : value > 0.001 ? pc.yellow(text) : text;
}

function share(value: number | null, limit: number): string {
  if (value === null) return unknown;
  const text = `${(Math.max(0, value) * 100).toFixed(0)} %`;
  return value > limit ? pc.red(text) : text;
}

/** Milliseconds below a second. The logs count whole milliseconds, so more digits would be invented. */
function duration(value: number | null): string {
  if (value === null) return unknown;
  if (value < 0.001) return "<1 ms";
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(1)} s`;
}

function seconds(value: number): string {
  if (value < 100) return `${Math.round(value)} s`;
  if (value < 6000) return `${Math.round(value / 60)} min`;
  return value < 172_800 ? `${Math.round(value / 3600)} h` : `${Math.round(value / 86_400)} days`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

function bytes(value: number | null): string {
  if (value === null) return unknown;
  let rest = value;
  let unit = 0;
  while (rest >= 999.5 && unit < UNITS.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${unit === 0 || rest >= 99.5 ? Math.round(rest) : rest.toFixed(1)} ${UNITS[unit]}`;
}
