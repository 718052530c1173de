import { STATUS } from "bartizan:status";
import type { StatusRow } from "../../src/kit/faces/status.ts";
import type { Observation, TrafficStatus } from "../../src/model/observation.ts";
import { statusRows } from "../../src/observe/observation.ts";

export interface Served extends StatusRow, Pick<TrafficStatus, "requestsPerSecond" | "errorRatio"> {}

/** The requests of every host of a tier, for each tier that serves some, from the front. */
export function served(seen: Observation): readonly (readonly Served[])[] {
  return STATUS.map((face) =>
    statusRows(face, seen).flatMap((row) => {
      const traffic = face.traffic?.(row);
      return traffic === undefined ? [] : [{ ...traffic, host: row.host }];
    }),
  ).filter((tier) => tier.length > 0);
}

/** Who is how many seconds behind the one whose data it copies. */
export function lags(seen: Observation): readonly { readonly host: string; readonly seconds: number }[] {
  return STATUS.flatMap((face) =>
    statusRows(face, seen).flatMap((row) => {
      const seconds = face.lag?.(row) ?? null;
      return seconds === null ? [] : [{ host: row.host, seconds }];
    }),
  );
}

/** Whom each tier goes by. */
export function leaders(seen: Observation): readonly string[] {
  return STATUS.flatMap((face) => {
    const rows = statusRows(face, seen);
    return rows.length === 0 ? [] : (face.leading?.(rows) ?? []);
  });
}
