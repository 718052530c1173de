import * as z from "zod";
import type { ReliabilityConfig } from "../language/config.ts";
import { positive } from "../language/field.ts";
import type { Ledger } from "../language/provenance.ts";
import type { Reliability } from "../model/infrastructure.ts";

/** How often something fails, and how long it stays so. */
export const meanTimes = () =>
  z.strictObject({
    mtbfHours: positive("hours").optional(),
    mttrHours: positive("hours").optional(),
  });

/** Mean times as far as the file knows them. */
export function resolveMeanTimes(place: string, config: ReliabilityConfig, { optional }: Pick<Ledger, "optional">): Partial<Reliability> {
  return { ...optional(place, "mtbfHours", config.mtbfHours), ...optional(place, "mttrHours", config.mttrHours) };
}
