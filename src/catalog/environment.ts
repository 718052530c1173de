import { APP_VARIABLES, SOCKET_VARIABLES, SYSTEMD_VARIABLES } from "../parts/app/variables.ts";
import { PARTS } from "./registry.ts";

/** The variables that Bartizan sets for the app, and what they hold. The config may not set them. */
export const APP_ENVIRONMENT: Readonly<Record<string, string>> = Object.assign(
  {},
  APP_VARIABLES,
  ...PARTS.map((part) => part.environment?.variables),
  SOCKET_VARIABLES,
);

/** All that the app finds in its environment without having asked for it. */
export const FOUND_BY_APP: Readonly<Record<string, string>> = { ...APP_ENVIRONMENT, ...SYSTEMD_VARIABLES };
