import type { Edit, Finding } from "../kit/faces/finding.ts";
import type { RuleOf } from "../kit/faces/rule.ts";
import type { FlowGroup } from "../model/flow-group.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Availability } from "./availability/availability.ts";

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

export type Rule = RuleOf<CheckContext>;
