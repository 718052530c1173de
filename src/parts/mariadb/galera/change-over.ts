import type { ChangeOver } from "../../../kit/faces/reliability.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import { expulsionSeconds } from "./settings.ts";

/** The group waits for a silent node. */
export function groupAgrees({ database }: Infrastructure): ChangeOver | undefined {
  if (database?.topology !== "galera") return undefined;
  const from = "commits wait until the others take the silent node for dead (evs.suspect_timeout) and agree on who is left";
  return { seconds: expulsionSeconds, from };
}
