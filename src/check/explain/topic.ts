import type { Flow } from "../../model/flow.ts";
import type { Observation } from "../../model/observation.ts";
import type { CheckContext } from "../rule.ts";
import type { JudgedFinding } from "../waivers.ts";
import type { Block } from "./block.ts";

/** What an answer is made of. */
export interface TopicContext extends Pick<CheckContext, "infra" | "alerts" | "availability"> {
  /** All flows of the infrastructure. */
  readonly flows: readonly Flow[];
  readonly findings: readonly JudgedFinding[];
  /** What the monitor sees now; absent when nothing runs, or nobody has looked. */
  readonly now?: Observation;
}

/** A question about an infrastructure, answered with its own hosts, flows and numbers. */
export interface Topic {
  /** Kebab-case; what `bartizan explain` is asked for. */
  readonly id: string;
  readonly question: string;
  readonly answer: (context: TopicContext) => readonly Block[];
}
