import type { Infrastructure } from "../../model/infrastructure.ts";

/** The folder of the app on a host: `releases/ID`, and `current` that points at the one in use. */
export function releaseRoot(infra: Infrastructure): string {
  return `/srv/${infra.name}`;
}
