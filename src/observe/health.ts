import type { Observation } from "../model/observation.ts";

/** How something is. Worst first when sorted by {@link WORST}. */
export type Health = "bad" | "warning" | "unknown" | "ok";

export const WORST: readonly Health[] = ["bad", "warning", "unknown", "ok"];

/** A part of a host: by the role that it plays. */
export interface PartHealth {
  readonly health: Health;
  /** What it does right now, in few words. */
  readonly words: string;
}

export interface HostHealth {
  readonly health: Health;
  /** What makes it so; empty when all is well. */
  readonly reasons: readonly string[];
  /** By role. */
  readonly parts: ReadonlyMap<string, PartHealth>;
}

/** Intervals without a sample after which a host counts as silent: one may be late. */
const LATE = 4;

export function worst(all: readonly Health[]): Health {
  return WORST.find((it) => all.includes(it)) ?? "ok";
}

/** How a host is, by its parts, its samples and the alerts about it. */
export function hostHealth(sight: Observation, host: string, intervalSeconds: number): HostHealth {
  const parts = partsOf(sight, host);
  const { sampleAgeSeconds: age = null } = sight.hosts.find((it) => it.host === host) ?? {};
  const silent = age === null || age > LATE * intervalSeconds;
  const alerts = (sight.alerts ?? []).filter((it) => it.state === "firing" && placeOfAlert(it) === host);
  const reasons = [
    ...(silent ? [age === null ? "no samples" : `silent for ${Math.round(age)} s`] : []),
    ...[...parts].flatMap(([role, part]) => (part.health === "bad" ? [`${role} ${part.words}`] : [])),
    ...alerts.map((it) => it.name),
  ];
  const states: readonly Health[] = [
    age === null ? "unknown" : silent ? "bad" : "ok",
    ...[...parts.values()].map((it) => it.health),
    ...alerts.map((it): Health => (it.severity === "page" ? "bad" : "warning")),
  ];
  return { health: worst(states), reasons, parts };
}

/** The host that an alert is about. */
export function placeOfAlert(alert: { readonly host: string | null; readonly labels: Readonly<Record<string, string>> }): string | null {
  return alert.labels.place || alert.host;
}

function partsOf(sight: Observation, host: string): ReadonlyMap<string, PartHealth> {
  const parts = new Map<string, PartHealth>();
  const balancer = sight.balancers.find((it) => it.host === host);
  if (balancer !== undefined) {
    const { up, serversUp, servers } = balancer;
    const all = `${serversUp === null ? "" : `, ${serversUp} of ${servers} servers`}${waits(balancer)}`;
    const short = (serversUp !== null && serversUp < servers) || waits(balancer) !== "";
    const health = up === true && serversUp === 0 ? "bad" : up === true && short ? "warning" : of(up);
    parts.set("balancer", { health, words: up === true ? `${rate(balancer.requestsPerSecond)}${all}` : state(up) });
  }
  const web = sight.web.find((it) => it.host === host);
  if (web !== undefined) {
    const away = web.up !== false && web.drained === true;
    const refused = !away && web.up !== false && web.healthy === false;
    parts.set("web", {
      health: refused ? "bad" : away || (web.up === true && waits(web) !== "") ? "warning" : of(web.up),
      words: away
        ? "drained"
        : refused
          ? `fails the check${web.checkStatus === null ? "" : `: answered ${web.checkStatus}`}`
          : web.up === true
            ? `${rate(web.requestsPerSecond)}${waits(web)}`
            : state(web.up),
    });
  }
  const app = sight.apps.find((it) => it.host === host);
  if (app !== undefined) parts.set("app", { health: of(app.up), words: app.up === true ? "runs" : state(app.up) });
  const database = sight.databases.find((it) => it.host === host);
  if (database !== undefined) parts.set("database", databaseHealth(database));
  return parts;
}

function waits({ waiting }: { readonly waiting: number | null }): string {
  return waiting === null || waiting === 0 ? "" : `, ${waiting} wait`;
}

function databaseHealth(it: Observation["databases"][number]): PartHealth {
  if (it.up !== true) return { health: of(it.up), words: state(it.up) };
  if (it.replicating === false) return { health: "bad", words: "does not replicate" };
  if (it.ready === false) return { health: "bad", words: "not in step" };
  const role =
    it.role === "node"
      ? `${it.members ?? "?"} nodes${it.writer === true ? ", takes writes" : ""}`
      : it.readOnly === false
        ? "takes writes"
        : it.lagSeconds === null
          ? it.role
          : `${it.lagSeconds} s behind`;
  return { health: (it.lagSeconds ?? 0) > 30 ? "warning" : "ok", words: `${rate(it.queriesPerSecond)}, ${role}` };
}

function of(up: boolean | null): Health {
  return up === null ? "unknown" : up ? "ok" : "bad";
}

function state(up: boolean | null): string {
  return up === null ? "unknown" : up ? "up" : "down";
}

function rate(perSecond: number | null): string {
  if (perSecond === null) return "no samples";
  return `${perSecond >= 100 ? Math.round(perSecond) : perSecond.toFixed(1)}/s`;
}
