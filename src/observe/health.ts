import type { Health, PartHealth, StatusFace } from "../kit/faces/status.ts";
import type { Observation } from "../model/observation.ts";
import { statusRows } from "./observation.ts";

/** Worst first. */
const WORST: readonly Health[] = ["bad", "warning", "unknown", "ok"];

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
export function hostHealth(faces: readonly StatusFace[], sight: Observation, host: string, intervalSeconds: number): HostHealth {
  const parts = partsOf(faces, sight, host);
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

function partsOf(faces: readonly StatusFace[], seen: Observation, host: string): ReadonlyMap<string, PartHealth> {
  return new Map(
    faces.flatMap((face) => {
      const row = statusRows(face, seen).find((it) => it.host === host);
      const health = row === undefined ? undefined : face.health?.(row);
      return face.role === undefined || health === undefined ? [] : [[face.role, health] as const];
    }),
  );
}
