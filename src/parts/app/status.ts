import { flagOf, seenServer } from "../../kit/answer.ts";
import { checkedCell, column, state } from "../../kit/cells.ts";
import type { StatusFace, StatusTable } from "../../kit/faces/status.ts";
import { healthOf } from "../../kit/health.ts";
import { hostsOf } from "../../model/infrastructure.ts";

export interface AppStatus {
  readonly host: string;
  /** Its service runs. */
  readonly up: boolean | null;
  /** The check of the balancers reaches it, or that of the web servers where it stands on a host of its own. */
  readonly healthy: boolean | null;
  /** The HTTP status with which it failed the check; `null` when it passes, or answered nothing. */
  readonly checkStatus: number | null;
  /** One of them sends it no new requests, because somebody said so. */
  readonly drained: boolean | null;
}

declare module "../../model/observation.ts" {
  interface Observation {
    readonly apps: readonly AppStatus[];
  }
}

/** Whoever sends requests to it: the balancer to a web server beside it, or the web server to its host. */
const BESIDE_WEB = ["serverUp", "serverCheck", "serverDrained"] as const;
const APART = ["appChecked", "appCheck", "appDrained"] as const;

export const appStatus: StatusFace<AppStatus> = {
  key: "apps",
  role: "app",
  place: 30,
  rows: (infra, answer) =>
    infra.app === undefined
      ? []
      : hostsOf(infra, "app").map(({ name, roles }) => ({
          host: name,
          up: flagOf(answer, "appUp", name),
          ...seenServer(answer, name, roles.includes("web") ? BESIDE_WEB : APART),
        })),
  health: ({ up }) => healthOf(up, "runs"),
};

export const appTable: StatusTable<AppStatus> = {
  title: "APP",
  columns: () => [column("STATE", ({ up }) => state(up)), column("CHECK", checkedCell)],
};
