import { ROLE_FACES } from "../../catalog/roles.ts";
import { type Assumption, type Citation, YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { Failing, Role } from "../../model/infrastructure.ts";

const YEAR_MINUTES = YEAR_HOURS * 60;

/** Minutes a year of a share of the time. */
export function minutesAYear(unavailability: number): number {
  return unavailability * YEAR_MINUTES;
}

const DEAN: Citation = {
  title: "J. Dean, Designs, Lessons and Advice from Building Large Distributed Systems, LADIS 2009 (notes)",
  url: "http://perspectives.mvdirona.com/2009/10/jeff-dean-design-lessons-and-advice-from-building-large-scale-distributed-systems/",
};
const CLOUD_SLAS: readonly Citation[] = [
  { title: "Google Compute Engine Service Level Agreement", url: "https://cloud.google.com/compute/sla" },
  { title: "Amazon Compute Service Level Agreement", url: "https://aws.amazon.com/compute/sla/" },
];
const UPTIME: Citation = {
  title: "Uptime Institute, Making Sense of the Outage Numbers",
  url: "https://journal.uptimeinstitute.com/making-sense-of-the-outage-numbers/",
};

/** The assumptions, by kind of component. */
export const ASSUMED: Readonly<Record<Failing, Assumption>> = {
  ...(Object.fromEntries(ROLE_FACES.map((role) => [role.name, role.assumed])) as Record<Role, Assumption>),
  zone: {
    mtbfHours: 5 * YEAR_HOURS,
    repairHours: 4,
    failure: "A data centre or an availability zone is without power, cooling or network.",
    basis: "A guess within what operators report: four in five had some outage within three years, one in five a serious one.",
    sources: [UPTIME],
  },
  rack: {
    mtbfHours: 2 * YEAR_HOURS,
    repairHours: 4,
    failure: "A rack loses its switch or its power.",
    basis: "About 20 of the racks of a cluster of some 1,800 machines in its first year, 40 to 80 machines in each, 1 to 6 hours.",
    sources: [DEAN],
  },
  host: {
    mtbfHours: YEAR_HOURS,
    repairHours: 4,
    failure: "The machine is gone: hardware, hypervisor, kernel, disk, its network port.",
    basis:
      "A guess between the failure rate of servers (2 to 4 % a year for the hardware alone, about 0.5 losses a machine in a cluster's first year) and what providers promise of one instance (99.5 to 99.9 %).",
    sources: [DEAN, ...CLOUD_SLAS],
  },
  dependency: {
    mtbfHours: YEAR_HOURS,
    repairHours: 1,
    failure: "Something outside the infrastructure does not answer.",
    basis: "A guess: about 99.99 %, which providers promise of name service and load balancing.",
    sources: CLOUD_SLAS,
  },
};

/** A time or a share that the model needs besides the table. */
export interface Parameter {
  readonly value: number;
  readonly unit: string;
  readonly meaning: string;
  readonly basis: string;
  readonly sources: readonly Citation[];
}

const IEC: Citation = { title: "IEC 61508-6:2010, Annexes B and D", url: "https://webstore.iec.ch/en/publication/5520" };

export const PARAMETERS = {
  alertedHours: {
    value: 0.25,
    unit: "h",
    meaning: "From a failure that raises an alert to a person at work, when the alert reaches somebody.",
    basis: "A guess: the alerts fire within a minute; the rest is waking up and logging in.",
    sources: [],
  },
  complainedHours: {
    value: 1,
    unit: "h",
    meaning: "From an outage of the site that alerts nobody to a person at work.",
    basis: "A guess: visitors notice at once; it takes a while until somebody who can act believes them.",
    sources: [],
  },
  unseenHours: {
    value: 84,
    unit: "h",
    meaning: "From the loss of a redundant member that alerts nobody to a person at work: it is found when somebody looks.",
    basis: "Somebody looks once a week (a guess); then a hidden failure lasts half a week on average, as with a proof test.",
    sources: [IEC],
  },
  promotionHours: {
    value: 0.5,
    unit: "h",
    meaning: "From a person at work to a replica that has become the primary, when the promotion is `manual`.",
    basis: "A guess for a practised procedure. A drill measures yours.",
    sources: [],
  },
  commonCause: {
    value: 0.05,
    unit: "",
    meaning: "Share of the failures of a tier's software that take all of its members at once (beta factor).",
    basis:
      "The standard's check-lists give 0.5 to 5 % for logic and 1 to 10 % for sensors; the members of a tier run the same versions with the same configuration, so the upper end for logic.",
    sources: [IEC],
  },
} as const satisfies Readonly<Record<string, Parameter>>;
