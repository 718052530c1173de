import type { App, Database, Host, Monitoring } from "./infrastructure.ts";

/** As much of an infrastructure as it takes to ask the monitor about it and to understand the answer. */
export interface Watched {
  readonly name: string;
  readonly hosts: readonly Pick<Host, "name" | "roles">[];
  readonly app?: Pick<App, "command">;
  readonly database?: Pick<Database, "topology" | "primary" | "writers">;
  readonly monitoring: Pick<Monitoring, "intervalSeconds">;
}
