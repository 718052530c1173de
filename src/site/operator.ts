import type { Emit } from "../event/event.ts";
import type { Copy } from "../kit/copies.ts";
import type { HandOverWay } from "../kit/hand-over.ts";
import type { HostPlan } from "../state/step.ts";

/** What is about to be done: in words, by the plans of hosts, as the way in which a task changes hands, or as the copy that is restored. */
export type Announcement = string | { readonly plans: readonly HostPlan[] } | { readonly way: HandOverWay } | { readonly copy: Copy };

export interface Question {
  readonly question: string;
  /** What cannot be asked about where there is no terminal, and what to do then. */
  readonly found: string;
  readonly mend: string;
}

/** Whoever runs a use case: is told what happens, and asked before hosts are changed. */
export interface Operator {
  readonly emit: Emit;
  readonly tell: (announcement: Announcement) => void;
  /** Throws `BZ_USAGE` where nobody can be asked, `BZ_DECLINED` for a no. */
  readonly agree: (question: Question) => Promise<void>;
}
