import type { Flow } from "../../model/flow.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Component } from "./component.ts";
import type { Fix, FixOption, Judgement, Severity } from "./finding.ts";
import type { Loss } from "./reliability.ts";

export const RULE_SECTIONS = ["availability", "data", "encryption", "network", "monitoring", "operations"] as const;

export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** One thing that can be wrong with an infrastructure, judged by what the context tells. */
export interface RuleOf<Context> {
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
  readonly judge: (context: Context) => readonly Judgement[];
}

/** What a rule of a part may look at. */
export interface PartRuleContext {
  readonly infra: Infrastructure;
  /** What the loss of this machine does. */
  readonly loss: (host: Host) => Loss;
  /** The outages that the loss of one of these components alone is, as lines, the worst first. */
  readonly singlePoints: (of: (component: Component) => boolean) => readonly string[];
  /** The declared flows that the firewalls keep out which are not Bartizan's. */
  readonly blocked: () => readonly Flow[];
  /** Those of the options that make a right file, which can be built and in which the finding is gone; when there is none, the advice. */
  readonly optionsOr: (options: readonly (FixOption | undefined)[], gone: (infra: Infrastructure) => boolean, advice: string) => Fix;
}

/** A rule about one part. */
export interface PartRule extends RuleOf<PartRuleContext> {
  /** The rule after which its findings are told. */
  readonly after: string;
}

/** What it means that flows of a part are in clear. */
export interface InClear {
  /** What goes over them: `Database traffic`. */
  readonly traffic: string;
  /** What whoever reads along learns. */
  readonly reads: string;
  /** What can be done besides, a sentence with a space before it. */
  readonly more?: string;
  /** The place in the file that says so, and what stands there. */
  readonly path?: string;
  readonly evidence?: string;
  readonly fix: Fix;
}
