import type { Failing, Infrastructure, Reliability } from "../../model/infrastructure.ts";
import type { Analysis } from "./analyse.ts";
import type { FaultTree } from "./fault-tree.ts";

/** Something that fails for itself, as the fault tree has it. */
export interface Component {
  /** Name of its basic event: `host:srv1`, `database:srv1`, `zone:fsn1`, `dependency:dns`. */
  readonly id: string;
  readonly kind: Failing;
  /** In words, with the host's name: `the database of srv1`. */
  readonly label: string;
  readonly host?: string;
  readonly reliability: Reliability;
  /** Where each mean time comes from: the file, or the table of assumptions. */
  readonly assumed: readonly (keyof Reliability)[];
}

/** A part of the downtime that no fault tree holds: the time that a change-over takes. */
export interface FailoverWindow {
  /** Whose loss opens it: `balancer`, `database`. */
  readonly tier: string;
  /** The component whose failures cause it. */
  readonly component: string;
  readonly secondsEach: number;
  readonly timesPerYear: number;
  /** Why so many seconds: the settings they follow from. */
  readonly from: string;
}

/** How available an infrastructure is by its file. */
export interface Availability {
  /** Top event: the site does not serve a request that reads and writes. */
  readonly tree: FaultTree;
  readonly components: ReadonlyMap<string, Component>;
  readonly analysis: Analysis;
  readonly failover: readonly FailoverWindow[];
  /** Minutes a year (8,766 h) in which the site is down, change-overs included. */
  readonly downtimeMinutes: number;
  /** Unavailability, change-overs included. */
  readonly unavailability: number;
  /** Minimal cut sets of order 1 to 3 in terms of components, most probable first within an order. */
  readonly cutSets: readonly { readonly components: readonly string[]; readonly minutes: number }[];
}

/** Judges how available an infrastructure is. Pure and deterministic; never looks at waivers. */
export type AvailabilityOf = (infra: Infrastructure) => Availability;
