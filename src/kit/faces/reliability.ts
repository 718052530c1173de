import type { Role } from "../../model/infrastructure.ts";

/** Hours of a mean year; what "a year" means wherever downtime is counted. */
export const YEAR_HOURS = 8766;

/** Where a number comes from. */
export interface Citation {
  readonly title: string;
  readonly url: string;
}

/** What is taken for true of a kind of component as long as the file does not say better. */
export interface Assumption {
  /** Mean time between failures, hours. */
  readonly mtbfHours: number;
  /** Mean time of the repair itself, hours: the time until somebody notices comes on top of it. */
  readonly repairHours: number;
  /** What counts as its failure. */
  readonly failure: string;
  /** Where the two numbers come from, and how far they can be trusted. */
  readonly basis: string;
  readonly sources: readonly Citation[];
}

/** What most assumptions on software rest on. */
export const POSTMORTEMS: Citation = {
  title: "The Site Reliability Workbook, Results of Postmortem Analysis",
  url: "https://sre.google/workbook/postmortem-analysis/",
};

export const CHANGES = "Most outages of services come from pushed binaries and configurations (68 % at Google), few from hardware (2 %).";

/** Seconds until somebody else serves, and the settings that make it so many. */
export interface ChangeOver {
  readonly seconds: number;
  readonly from: string;
}

/** What of a member is lost. */
export type Lost = "machine" | "software";

/** How a failure comes to somebody's notice. */
export type Noticing = "alert" | "complaint" | "nobody";

/** What becomes of one role when its host is lost. */
export interface RoleLoss {
  readonly role: Role;
  /**
   * `serves`: others go on, or take over after `seconds`. `stops`: the tier is down for `seconds`. `partly`: those who were served
   * by this host are cut off for `seconds`. `idle`: no request needed it.
   */
  readonly outcome: "serves" | "stops" | "partly" | "idle";
  /** Those of the tier that are left. */
  readonly left: readonly string[];
  /** How long until the tier serves everybody again; 0 when nobody waits. */
  readonly seconds: number;
  /** What ends it. */
  readonly until: "change-over" | "promotion" | "repair";
  /** The settings or assumptions that the time follows from. */
  readonly from: string;
}

/** What the loss of one machine does. */
export interface Loss {
  readonly host: string;
  /** What visitors see: nothing or a pause, a part of them an outage, or all of them an outage. */
  readonly site: "serves" | "partly" | "stops";
  /** Seconds until everybody is served again: a pause, or an outage. */
  readonly seconds: number;
  readonly until: RoleLoss["until"];
  /** Every role that the host runs, in the order of the file. */
  readonly roles: readonly RoleLoss[];
  /** How its loss comes to somebody's notice. */
  readonly noticing: Noticing;
  /** Hours until the machine is there again, noticing included. */
  readonly repairHours: number;
}
