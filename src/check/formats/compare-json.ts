import type { JudgedFinding, Severity } from "../../kit/faces/finding.ts";
import type { Flow } from "../../model/flow.ts";
import { bareFlow } from "../../model/flow-group.ts";
import type { Comparison, CutSetMinutes, Side } from "../compare.ts";
import { type Tally, tallied } from "../words.ts";

/** What `bartizan check --base FILE --format json` prints. */
export interface ComparisonJson {
  readonly version: 1;
  /** The file of `--base`. */
  readonly before: SideJson;
  /** The file that is checked. */
  readonly after: SideJson;
  /** Downtime after less downtime before, minutes a year. */
  readonly downtimeMinutesDelta: number;
  readonly findings: { readonly new: readonly ChangedFindingJson[]; readonly gone: readonly ChangedFindingJson[] };
  /** Minimal cut sets up to order 3 that are there after, but not before, and the other way round. */
  readonly cutSets: { readonly gained: readonly CutSetMinutes[]; readonly lost: readonly CutSetMinutes[] };
  /** Flows by who connects to whom on which port; `changed` are encrypted in another way. */
  readonly flows: {
    readonly opened: readonly Flow[];
    readonly closed: readonly Flow[];
    readonly changed: readonly { readonly before: Flow; readonly after: Flow }[];
  };
}

/** One of the two infrastructures. */
export interface SideJson {
  readonly config: string;
  /** Number of findings by severity, and of those that are waived. */
  readonly counts: Tally;
  /** Minutes a year of 8,766 h. */
  readonly downtimeMinutes: number;
  readonly unavailability: number;
}

/** A finding that only one of the two has. */
export interface ChangedFindingJson {
  /** `rule@entity`. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly waived: boolean;
}

export function formatComparisonJson(comparison: Comparison, files: { readonly before: string; readonly after: string }): string {
  const { before, after, findings, cutSets, flows } = comparison;
  const json: ComparisonJson = {
    version: 1,
    before: side(before, files.before),
    after: side(after, files.after),
    downtimeMinutesDelta: after.verdict.availability.downtimeMinutes - before.verdict.availability.downtimeMinutes,
    findings: { new: findings.new.map(brief), gone: findings.gone.map(brief) },
    cutSets,
    flows: {
      opened: flows.opened.map(bareFlow),
      closed: flows.closed.map(bareFlow),
      changed: flows.changed.map((it) => ({ before: bareFlow(it.before), after: bareFlow(it.after) })),
    },
  };
  return JSON.stringify(json, null, 2);
}

function side({ verdict }: Side, config: string): SideJson {
  const { downtimeMinutes, unavailability } = verdict.availability;
  return { config, counts: tallied(verdict.findings), downtimeMinutes, unavailability };
}

function brief({ id, severity, title, waived }: JudgedFinding): ChangedFindingJson {
  return { id, severity, title, waived: waived !== undefined };
}
