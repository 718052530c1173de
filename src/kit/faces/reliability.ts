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
