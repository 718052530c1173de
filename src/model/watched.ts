import type { Host, Infrastructure } from "./infrastructure.ts";

type Section<K extends keyof Infrastructure> = NonNullable<Infrastructure[K]>;

/** As much of an infrastructure as it takes to ask the monitor about it and to understand the answer. */
export interface Watched {
  readonly name: string;
  readonly hosts: readonly Pick<Host, "name" | "roles">[];
  readonly app?: Pick<Section<"app">, "command">;
  readonly database?: Pick<Section<"database">, "topology" | "primary" | "writers">;
  readonly monitoring: Pick<Section<"monitoring">, "intervalSeconds">;
}
