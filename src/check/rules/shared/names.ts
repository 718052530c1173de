export { listed } from "../../../util/names.ts";

/** What stands on a host, in words. */
export const ROLE_WORDS = {
  balancer: "the balancer",
  web: "the web server",
  app: "the app",
  database: "the database",
  monitor: "the monitor",
} as const;
