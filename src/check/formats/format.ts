import { type JudgedFinding, SEVERITIES, type Severity } from "../../kit/faces/finding.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import type { Verdict } from "../check.ts";

/** From which severity on findings make the check fail. */
export const FAIL_ON = [...SEVERITIES, "never"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** What a format writes down. */
export interface Judged {
  readonly infra: Infrastructure;
  readonly verdict: Verdict;
  /** The config file, relative to the working directory. */
  readonly file: string;
  /** The same as a URI: relative below the working directory, absolute elsewhere. */
  readonly uri: string;
  /** Of Bartizan. */
  readonly version: string;
  readonly failOn: FailOn;
  /** The line of the config file, from 1, at which a place such as `tls.upstream` stands; the nearest above it that is there. */
  readonly lineOf: (path: string) => number;
}

/** Whether a finding makes the check fail: one that nobody has waived and that is bad enough. */
export function fails(finding: JudgedFinding, failOn: FailOn): boolean {
  return finding.waived === undefined && failOn !== "never" && rank(finding.severity) <= rank(failOn);
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Where in the file a finding is at home: its own place, or its first host's entry. */
export function findingPath(finding: JudgedFinding): string | undefined {
  const [host] = finding.hosts;
  return finding.path ?? (host === undefined ? undefined : `hosts.${host}`);
}
