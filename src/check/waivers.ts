import type { Finding, JudgedFinding } from "../kit/faces/finding.ts";
import type { Waiver } from "../model/infrastructure.ts";

/** Puts findings and waivers together. A waiver holds to the end of its last day; of several for one finding the longest counts. */
export function weighed(
  findings: readonly Finding[],
  waivers: readonly Waiver[],
  today: string,
): { readonly judged: readonly JudgedFinding[]; readonly expired: readonly Waiver[] } {
  const longest = new Map<string, Waiver>();
  for (const waiver of waivers) {
    const other = longest.get(waiver.finding);
    // Days of the form YYYY-MM-DD sort as text.
    if (other === undefined || other.until < waiver.until) longest.set(waiver.finding, waiver);
  }
  const judged = findings.map((finding): JudgedFinding => {
    const waiver = longest.get(finding.id);
    if (waiver === undefined) return finding;
    return waiver.until < today ? { ...finding, expired: waiver } : { ...finding, waived: waiver };
  });
  return { judged, expired: judged.flatMap(({ expired }) => expired ?? []) };
}
