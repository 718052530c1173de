import type { Role } from "./infrastructure.ts";

/** What people call those who run a role. */
export interface RoleWords {
  /** One of them, and several. */
  readonly one: string;
  readonly many: string;
  /** One of its hosts, an article aside; several of them with an s. */
  readonly host: string;
  /** All of its software, where that is not what several of them are called. */
  readonly software?: string;
  /** Title of its column in a picture, where that is not the role's own name. */
  readonly column?: string;
}

export const ROLE_WORDS: Readonly<Record<Role, RoleWords>> = {
  balancer: { one: "the balancer", many: "balancers", host: "balancer", column: "load balancer" },
  web: { one: "the web server", many: "web servers", host: "web server" },
  app: { one: "the app", many: "apps", host: "app host", software: "instances of the app" },
  database: { one: "the database", many: "databases", host: "database host" },
  monitor: { one: "the monitor", many: "monitors", host: "monitor" },
};
