import { type Fix, type JudgedFinding, SEVERITIES, type Severity } from "../kit/faces/finding.ts";
import type { Edit } from "../model/edit.ts";
import { ENCRYPTION_WORDS, type Flow } from "../model/flow.ts";
import { counted, grouped } from "../util/number.ts";
import type { Availability } from "./availability/availability.ts";

/** How many findings there are of each severity, waived ones apart. */
export type Tally = Readonly<Record<Severity | "waived", number>>;

export function tallied(findings: readonly JudgedFinding[]): Tally {
  const tally = { error: 0, warning: 0, info: 0, waived: 0 };
  for (const it of findings) tally[it.waived === undefined ? it.severity : "waived"] += 1;
  return tally;
}

/** `2 errors, 1 warning; 1 waived`. */
export function tallyWords(tally: Tally): string {
  const parts = SEVERITIES.filter((severity) => tally[severity] > 0).map((severity) => counted(tally[severity], severity));
  return `${parts.length === 0 ? "no findings" : parts.join(", ")}${tally.waived === 0 ? "" : `; ${tally.waived} waived`}`;
}

/** A time within a year: `35 seconds`, `123 minutes`, `1,234 minutes (20.6 hours)`. */
export function downtimeWords(minutes: number): string {
  if (minutes === 0) return "no time";
  if (minutes < 0.01) return "less than a second";
  if (minutes < 2) return `${(minutes * 60).toFixed(minutes < 0.1 ? 1 : 0)} seconds`;
  if (minutes < 10) return `${minutes.toFixed(1)} minutes`;
  const hours =
    minutes < 300 ? "" : minutes < 4 * 1440 ? ` (${(minutes / 60).toFixed(1)} hours)` : ` (${(minutes / 1440).toFixed(1)} days)`;
  return `${grouped(minutes)} minutes${hours}`;
}

/** Share of the time in which the site answers, with two digits of what is missing: `99.98 %`, `99.999988 %`. */
export function availabilityWords(unavailability: number): string {
  if (unavailability <= 0) return "100 %";
  const decimals = Math.min(12, Math.max(2, 1 - Math.floor(Math.log10(unavailability * 100))));
  return `${((1 - unavailability) * 100).toFixed(decimals)} %`;
}

/** How the number was come by. */
export function methodWords({ analysis }: Availability): string {
  if (analysis.method === "bdd") return "exact, by a binary decision diagram";
  return `by classes of interchangeable members; at most ${analysis.unaccounted.toExponential(1)} of the probability is not accounted for`;
}

/** How much of the number rests on assumptions. */
export function assumptionWords({ components }: Availability): string {
  const all = [...components.values()];
  const assumed = all.reduce((sum, it) => sum + it.assumed.length, 0);
  const times = `${grouped(all.length * 2)} mean times to failure and repair`;
  if (assumed === 0) return `all ${times} are from the file`;
  return assumed === all.length * 2 ? `all ${times} are assumed` : `${grouped(assumed)} of ${times} are assumed`;
}

/** The components of a cut set: `the machine lb1`, or several with `and`. */
export function cutSetWords({ components }: Availability, ids: readonly string[]): string {
  return ids.map((id) => components.get(id)?.label ?? id).join(" and ");
}

/** Minutes a year that change-overs take. */
export function changeOverMinutes({ failover }: Availability): number {
  return failover.reduce((sum, it) => sum + (it.secondsEach * it.timesPerYear) / 60, 0);
}

/** What is to be done about a finding, a line each; options are numbered. */
export function fixLines(fix: Fix): readonly string[] {
  switch (fix.kind) {
    case "edit":
      return [fix.title, ...fix.edits.map(editWords)];
    case "options":
      return fix.options.map(({ title, note }, index) => `${index + 1}. ${title}${note === undefined ? "" : ` ${note}`}`);
    case "advice":
      return [fix.title];
  }
}

/** `tls.upstream: "verified"`. */
export function editWords({ path, value }: Edit): string {
  const place = path.map((key) =>
    typeof key === "number" ? `[${key}]` : /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
  );
  const text = place.join("").replace(/^\./, "");
  return value === undefined ? `without ${text}` : `${text}: ${JSON.stringify(value)}`;
}

/** `lb1 -> srv1, 80/tcp, in clear`. */
export function flowWords({ from, to, protocol, port, encryption }: Flow): string {
  const source = from.kind === "host" ? from.host : from.kind;
  return `${source} -> ${to}, ${protocol === "vrrp" ? protocol : `${port}/${protocol}`}, ${ENCRYPTION_WORDS[encryption]}`;
}

/** An infrastructure that was judged, as far as its downtime goes. */
interface Weighed {
  readonly verdict: { readonly availability: Pick<Availability, "downtimeMinutes"> };
}

/** What a change does to the downtime: `1,222 minutes less downtime a year`. */
export function changeWords({ before, after }: { readonly before: Weighed; readonly after: Weighed }): string {
  const delta = after.verdict.availability.downtimeMinutes - before.verdict.availability.downtimeMinutes;
  // Less than a second a year is rounding, and nobody's concern.
  if (Math.abs(delta) < 1 / 60) return "the same downtime";
  return `${downtimeWords(Math.abs(delta))} ${delta < 0 ? "less" : "more"} downtime a year`;
}
