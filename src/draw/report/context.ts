import type { CheckInputs, Verdict } from "../../check/check.ts";
import type { PricedOption } from "../../check/priced.ts";
import type { JudgedFinding } from "../../kit/faces/finding.ts";
import type { ChannelFlow } from "../../model/flow-group.ts";

/** What a report is made of. */
export interface ReportInputs extends Pick<CheckInputs, "infra" | "flowGroups" | "alerts" | "variant"> {
  /** By all rules. */
  readonly verdict: Verdict;
  /** The config file, as it is to be called. */
  readonly file: string;
  /** The folder of the app's source, as the file has it; absent without an app. */
  readonly source?: string | undefined;
}

/** A finding that is held against the file, with its ways out. */
export interface OpenFinding {
  readonly finding: JudgedFinding;
  /** What its options are worth, or the one edit that mends it; empty for what people have to do. */
  readonly ways: readonly PricedOption[];
}

/** What the sections look at: the inputs, and what is worked out once for all of them. */
export interface ReportContext extends ReportInputs {
  /** All flows of the infrastructure. */
  readonly flows: readonly ChannelFlow[];
  readonly open: readonly OpenFinding[];
  readonly waived: readonly JudgedFinding[];
}
