import type { Answer } from "../kit/answer.ts";
import type { StatusFace, StatusRow } from "../kit/faces/status.ts";
import { windowOf } from "../kit/window.ts";
import type { AlertStatus, Observation } from "../model/observation.ts";
import type { Watched } from "../model/watched.ts";

/** Puts what the monitor answered beside what the file says there should be; each part reads what is its own. */
export function observation(
  faces: readonly StatusFace[],
  infra: Watched,
  monitor: string,
  answer: Answer,
  alerts: readonly AlertStatus[] | null,
): Observation {
  const rows = Object.fromEntries(faces.map((face) => [face.key, face.rows(infra, answer)])) as unknown as Observation;
  const head = {
    version: 1,
    infrastructure: infra.name,
    monitor,
    at: new Date(answer.at * 1000).toISOString(),
    windowSeconds: windowOf(infra),
  } as const;
  return { ...head, ...rows, alerts };
}

/** The rows of a part. */
export function statusRows<Row extends StatusRow>({ key }: StatusFace<Row>, seen: Observation): readonly Row[] {
  return seen[key] as unknown as readonly Row[];
}
