import type { Fix, JudgedFinding, Severity } from "../../kit/faces/finding.ts";
import type { Failing } from "../../model/infrastructure.ts";
import type { FailoverWindow } from "../availability/failover.ts";
import { type Tally, tallied } from "../words.ts";
import { fails, type Judged } from "./format.ts";

/** A big infrastructure has more cut sets than anybody reads. */
const MOST_CUT_SETS = 1_000;

/** What `bartizan check --format json` prints. Keys are only ever added; `version` goes up when one changes its meaning. */
export interface CheckJson {
  readonly version: 1;
  /** `bartizan` and its version. */
  readonly tool: { readonly name: "bartizan"; readonly version: string };
  /** The config file, relative to the working directory. */
  readonly config: string;
  /** The day of the check, `YYYY-MM-DD`. */
  readonly date: string;
  /** Name and domain of the infrastructure. */
  readonly infrastructure: { readonly name: string; readonly domain: string };
  /** From which severity on a finding makes the check fail. */
  readonly failOn: "error" | "warning" | "info" | "never";
  /** Whether the check failed (exit status 1). */
  readonly failed: boolean;
  /** Number of findings by severity, and of those that are waived. */
  readonly counts: Tally;
  /** Ids of the rules whose findings were asked for. */
  readonly rules: readonly string[];
  /** The worst first, waived ones among them. */
  readonly findings: readonly FindingJson[];
  /** Waivers whose last day is over. */
  readonly expiredWaivers: readonly WaiverJson[];
  /** The modelled availability. */
  readonly availability: AvailabilityJson;
}

/** A finding. */
export interface FindingJson {
  /** `rule@entity`; stays the same when lines move. */
  readonly id: string;
  /** Id of its rule. */
  readonly rule: string;
  /** What it is about: a host, a hop, a tier, `site`. */
  readonly entity: string;
  readonly severity: Severity;
  /** What was found. */
  readonly title: string;
  /** Why it matters here. */
  readonly why: string;
  /** What it rests on, a fact a line. */
  readonly evidence: readonly string[];
  /** How it is mended: `edit` of the file, `options` that cost machines, or `advice`. */
  readonly fix: Fix;
  /** What proves it on the running system. */
  readonly drill: string;
  /** Names of the hosts it is about. */
  readonly hosts: readonly string[];
  /** Ids of the flows it is about. */
  readonly flows: readonly string[];
  /** Its place in the config, if it has one. */
  readonly path?: string;
  /** The waiver that holds. */
  readonly waived?: WaiverJson;
  /** The waiver that has ended. */
  readonly expired?: WaiverJson;
}

/** A waiver of the config. */
export interface WaiverJson {
  readonly finding: string;
  readonly reason: string;
  readonly owner: string;
  /** Its last day, `YYYY-MM-DD`. */
  readonly until: string;
}

/** How available the infrastructure is by its file. */
export interface AvailabilityJson {
  /** Minutes a year of 8,766 h, change-overs included. */
  readonly downtimeMinutes: number;
  /** Share of the time in which the site does not serve, change-overs included. */
  readonly unavailability: number;
  /** `bdd` is exact; `classes` leaves out at most `unaccounted`. */
  readonly method: "bdd" | "classes";
  /** Upper bound of the probability that the method did not account for. */
  readonly unaccounted: number;
  /** Time that change-overs take. */
  readonly failover: readonly FailoverWindow[];
  /** Minimal cut sets up to order 3, by order and then by downtime; at most 1,000. */
  readonly cutSets: readonly { readonly components: readonly string[]; readonly minutes: number }[];
  /** How many more there are. */
  readonly cutSetsOmitted: number;
  /** What fails for itself. */
  readonly components: readonly ComponentJson[];
}

/** Something that fails for itself. */
export interface ComponentJson {
  /** As the cut sets have it: `host:srv1`. */
  readonly id: string;
  readonly kind: Failing;
  /** In words. */
  readonly label: string;
  /** Mean time between failures, hours. */
  readonly mtbfHours: number;
  /** Mean time to repair, hours. */
  readonly mttrHours: number;
  /** Which of the two are assumed; the others are from the file. */
  readonly assumed: readonly ("mtbfHours" | "mttrHours")[];
}

export function formatJson(judged: Judged): string {
  return JSON.stringify(checkJson(judged), null, 2);
}

function checkJson({ infra, verdict, file, version, failOn }: Judged): CheckJson {
  return {
    version: 1,
    tool: { name: "bartizan", version },
    config: file,
    date: verdict.today,
    infrastructure: { name: infra.name, domain: infra.domain },
    failOn,
    failed: verdict.findings.some((it) => fails(it, failOn)),
    counts: tallied(verdict.findings),
    rules: verdict.rules.map((it) => it.id),
    findings: verdict.findings.map((it) => findingJson(it, verdict.rules.find((rule) => rule.id === it.rule)?.drill ?? "")),
    expiredWaivers: verdict.expiredWaivers,
    availability: availabilityJson(verdict.availability),
  };
}

function findingJson(
  { id, rule, entity, severity, title, why, evidence, fix, hosts, flows, ...rest }: JudgedFinding,
  drill: string,
): FindingJson {
  const { path, waived, expired } = rest;
  return {
    id,
    rule,
    entity,
    severity,
    title,
    why,
    evidence,
    fix,
    drill,
    hosts,
    flows: flows ?? [],
    ...(path === undefined ? {} : { path }),
    ...(waived === undefined ? {} : { waived }),
    ...(expired === undefined ? {} : { expired }),
  };
}

function availabilityJson({
  downtimeMinutes,
  unavailability,
  analysis,
  failover,
  cutSets,
  components,
}: Judged["verdict"]["availability"]): AvailabilityJson {
  return {
    downtimeMinutes,
    unavailability,
    method: analysis.method,
    unaccounted: analysis.unaccounted,
    failover,
    cutSets: cutSets.slice(0, MOST_CUT_SETS),
    cutSetsOmitted: Math.max(0, cutSets.length - MOST_CUT_SETS),
    components: [...components.values()].map(({ id, kind, label, reliability, assumed }) => ({ id, kind, label, ...reliability, assumed })),
  };
}
