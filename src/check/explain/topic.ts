import type { JudgedFinding } from "../../kit/faces/finding.ts";
import type { TopicOf } from "../../kit/faces/topic.ts";
import type { Flow } from "../../model/flow.ts";
import type { Observation } from "../../model/observation.ts";
import type { CheckContext } from "../rule.ts";

/** What an answer is made of. */
export interface TopicContext extends Pick<CheckContext, "infra" | "alerts" | "availability"> {
  /** All flows of the infrastructure. */
  readonly flows: readonly Flow[];
  readonly findings: readonly JudgedFinding[];
  /** What the monitor sees now; absent when nothing runs, or nobody has looked. */
  readonly now?: Observation;
}

export type Topic = TopicOf<TopicContext>;
