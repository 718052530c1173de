import type { Role } from "../../model/infrastructure.ts";
import type { Observation, TrafficStatus } from "../../model/observation.ts";
import type { Watched } from "../../model/watched.ts";
import type { Answer } from "../answer.ts";

/** How something is. */
export type Health = "bad" | "warning" | "unknown" | "ok";

/** A part of a host: by the role that it plays. */
export interface PartHealth {
  readonly health: Health;
  /** What it does right now, in few words. */
  readonly words: string;
}

/** What is seen of one host. */
export interface StatusRow {
  readonly host: string;
}

/**
 * What is seen of a part on each of its hosts. It stands as `…Status` in the `status.ts` of its folder, which is bundled into the console's
 * page: so that imports `kit`, `model` and `util` alone. It adds its key to `Observation`, the type of what `bartizan status --json` prints.
 * Methods, so that faces of different rows go into one list.
 */
export interface StatusFace<Row extends StatusRow = StatusRow> {
  /** Of its rows in `bartizan status --json`. */
  readonly key: keyof Observation;
  /** Where its table stands: for roles that requests meet, their place; those of the machines are at 900, of what watches them at 1000. */
  readonly place: number;
  /** Of the hosts that have rows; none when these are all. */
  readonly role?: Role;
  /** Reads the measures of all parts. */
  rows(infra: Watched, answer: Answer): readonly Row[];
  /** Colours a host, and says why. Read by the console. */
  health?(row: Row): PartHealth;
  /** The requests that it serves. Read by the console, for the site and for lines of the picture. */
  traffic?(row: Row): Pick<TrafficStatus, "requestsPerSecond" | "errorRatio">;
  /** Seconds behind the one whose data it copies; nothing where it copies from nobody. Read by the console, for lines of the picture. */
  lag?(row: Row): number | null;
  /** Which of them the others go by, in few words. Read by the console. */
  leading?(rows: readonly Row[]): string;
}

/** What stands in a table, and how much it matters. */
export interface StatusCell {
  readonly text: string;
  readonly tone?: "good" | "warning" | "bad" | "dim";
}

export interface StatusColumn<Row> {
  readonly head: string;
  readonly right?: true;
  cell(row: Row): StatusCell;
}

/** Its table in `bartizan status`: an export of its own in the same file, which the page leaves out. A column of the hosts' names comes first. */
export interface StatusTable<Row extends StatusRow = StatusRow> {
  /** Head of the first column. */
  readonly title: string;
  columns(rows: readonly Row[]): readonly StatusColumn<Row>[];
}

/** Something that one host has at a time, and another one takes. Read by the console, for what it says under every chart. */
export interface Move {
  /** PromQL, with the window of `kit/panel.ts`: a line for each host that may have it. */
  readonly expr: string;
  /** The value of the one that has it. */
  readonly has: number;
  /** What has happened when a host begins to have it; labels stand in braces. */
  readonly words: string;
}
