import type { Edit } from "../../model/edit.ts";
import type { Waiver } from "../../model/infrastructure.ts";

export type { Edit } from "../../model/edit.ts";

/** How bad a finding is: an error must be mended or waived, a warning should be, an info tells what is worth knowing. */
export const SEVERITIES = ["error", "warning", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One way to mend a finding that costs machines or needs a choice. */
export interface FixOption {
  /** What would be done, in one sentence with the hosts' names. */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Hosts that are to be added. */
  readonly addedHosts: readonly string[];
  /** What to mind about it. */
  readonly note?: string;
}

/** How a finding is mended: by an edit of the file that costs nothing, by one of several options, or by hand. */
export type Fix =
  | { readonly kind: "edit"; readonly title: string; readonly edits: readonly Edit[] }
  | { readonly kind: "options"; readonly options: readonly FixOption[] }
  | { readonly kind: "advice"; readonly title: string };

/** What a rule says of one entity. */
export interface Judgement {
  /** What it is about: a host (`srv1`), a hop (`lb1->srv1`), a tier (`web`), or `site`. With the rule's id the identity of the finding. */
  readonly entity: string;
  /** The rule's usual severity when absent. */
  readonly severity?: Severity;
  /** What was found, in one sentence with the hosts' names. */
  readonly title: string;
  /** Why it matters here, with the hosts' names: what happens, when, to whom. */
  readonly why: string;
  /** What it rests on, a fact a line: cut sets, flows, values of the file with their place. */
  readonly evidence: readonly string[];
  readonly fix: Fix;
  /** Names of the hosts it is about. */
  readonly hosts: readonly string[];
  /** Ids of the flows it is about. */
  readonly flows?: readonly string[];
  /** Place in the config that it is read from, such as `tls.upstream`. */
  readonly path?: string;
}

/** A judgement with the rule that made it. */
export interface Finding extends Judgement {
  /** `rule@entity`: stays the same when lines move. */
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
}

/** A finding, and what the file's waivers say of it. */
export interface JudgedFinding extends Finding {
  /** The waiver by which it is not held against the file. */
  readonly waived?: Waiver;
  /** The waiver that has ended, so that it is held against the file again. */
  readonly expired?: Waiver;
}
