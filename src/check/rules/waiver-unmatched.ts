import type { Finding, Fix, Judgement } from "../../kit/faces/finding.ts";
import type { Waiver } from "../../model/infrastructure.ts";
import { nearest } from "../../util/suggest.ts";
import type { CheckContext, Rule } from "../rule.ts";

/** Has to stand last in the list: it looks at what all others have found. */
export const waiverUnmatched: Rule = {
  id: "waiver-unmatched",
  section: "operations",
  severity: "error",
  title: "A waiver is for a finding that is not there.",
  why: "Either its identity is misspelt and it never waived anything, or the weakness has been mended. In both cases the file says that somebody lives with something, and that is not so. Left there, it would silently waive the weakness when it comes back.",
  mend: "Correct the identity, or take the waiver out.",
  drill: "none: the file alone shows it",
  falsePositive: "A weakness that comes and goes with a value that is computed in the file: waive it where that value is computed.",
  references: [],
  judge,
};

function judge({ infra, found }: CheckContext): readonly Judgement[] {
  const ids = new Set(found.map((it) => it.id));
  const missed = [...new Set(infra.waivers.map((it) => it.finding).filter((id) => !ids.has(id)))];
  return missed.map((id) => judgement(id, infra.waivers, found));
}

function judgement(id: string, waivers: readonly Waiver[], found: readonly Finding[]): Judgement {
  const places = waivers.flatMap((it, index) => (it.finding === id ? [index] : []));
  const waived = new Set(waivers.map((it) => it.finding));
  const near = nearest(
    id,
    found.map((it) => it.id).filter((it) => !waived.has(it)),
  );
  const { owner, reason, until } = waivers[places[0] ?? 0] ?? { owner: "", reason: "", until: "" };
  return {
    entity: id,
    title: `The waiver of ${id} matches no finding.`,
    why:
      near === undefined
        ? `The weakness is gone, or was never called that. If it comes back before ${until}, nobody will hear of it.`
        : `The identity is probably misspelt: there is a finding ${near}, which nobody has waived.`,
    evidence: [`waivers[${places.join("], waivers[")}]: "${reason}", ${owner}, until ${until}`],
    fix: fixOf(places, near),
    hosts: [],
    path: `waivers[${places[0]}]`,
  };
}

function fixOf(places: readonly number[], near: string | undefined): Fix {
  // From the last to the first, so that the places of those before stay right.
  const out = places.toReversed().map((index) => ({ path: ["waivers", index], value: undefined }));
  const remove = { title: "Take the waiver out.", edits: out };
  if (near === undefined) return { kind: "edit", ...remove };
  const correct = { title: `Correct it to ${near}.`, edits: places.map((index) => ({ path: ["waivers", index, "finding"], value: near })) };
  return { kind: "options", options: [correct, remove].map((it) => ({ ...it, addedHosts: [] })) };
}
