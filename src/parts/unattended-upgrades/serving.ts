import type { Service } from "../../kit/service.ts";

/** What of a host serves, and is left to `bartizan patch`. */
export interface Serving {
  readonly units: readonly string[];
  /** How the names of those packages begin whose own scripts restart these units. */
  readonly packages: readonly string[];
  /** Of the units, those whose reload starts their program anew. */
  readonly renewedByReload: readonly string[];
}

export function servingOf(services: readonly Service[]): Serving {
  const serving = services.filter((it) => it.packages !== undefined);
  return {
    units: serving.map((it) => it.unit).sort(),
    packages: [...new Set(serving.flatMap((it) => it.packages ?? []))].sort(),
    renewedByReload: serving.flatMap((it) => (it.renewedByReload ? [it.unit] : [])),
  };
}
