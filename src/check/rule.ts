import type { FlowGroup } from "../model/flow-group.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Availability } from "./availability/availability.ts";
import type { Edit, Finding, Judgement, Severity } from "./finding.ts";

export const RULE_SECTIONS = ["availability", "data", "encryption", "network", "monitoring", "operations"] as const;

/** What a rule may look at. */
export interface CheckContext {
  readonly infra: Infrastructure;
  /** All flows of the infrastructure: a rule expands only those groups of which it has something to say. */
  readonly flowGroups: readonly FlowGroup[];
  /** Names of the alerts that the monitor raises; empty without a monitor. */
  readonly alerts: readonly string[];
  /** Files in the app's folder of static files that web servers leave to the app, by their paths below it; none when absent. */
  readonly leftToApp?: readonly string[];
  /** The day of the check, `YYYY-MM-DD`. */
  readonly today: string;
  readonly availability: Availability;
  /** What the rules before this one in the list have found. */
  readonly found: readonly Finding[];
  /** The infrastructure with these edits of its file; `undefined` when the file would not be right any more. */
  readonly variant: (edits: readonly Edit[]) => Infrastructure | undefined;
}

export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** One thing that can be wrong with an infrastructure. */
export interface Rule {
  /** Kebab-case; never given to another rule. */
  readonly id: string;
  readonly section: (typeof RULE_SECTIONS)[number];
  /** Named in the whiteboard design itself. */
  readonly starred?: boolean;
  readonly severity: Severity;
  /** What it finds, in one sentence. */
  readonly title: string;
  /** Why it matters in general, in a few sentences. */
  readonly why: string;
  /** How it is mended in general. */
  readonly mend: string;
  /** What proves it on the running system, such as `kill-balancer`. */
  readonly drill: string;
  /** When it would be wrong to act on it. */
  readonly falsePositive: string;
  readonly references: readonly Reference[];
  readonly judge: (context: CheckContext) => readonly Judgement[];
}
