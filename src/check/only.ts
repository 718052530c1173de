import type { Finding } from "../kit/faces/finding.ts";
import { type BartizanError, fail } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";
import type { Rule } from "./rule.ts";

/** A part of what the check says. */
interface Selection {
  readonly rules: readonly Rule[];
  /** Of these findings, those that belong to it. Throws `BZ_CHECK_UNKNOWN` when one that was asked for is not among them. */
  readonly findings: (found: readonly Finding[]) => readonly Finding[];
}

/** What somebody asks for by the ids of rules and findings; everything when nothing is said. Throws `BZ_CHECK_UNKNOWN`. */
export function selection(only: readonly string[] | undefined, rules: readonly Rule[]): Selection {
  if (only === undefined) return { rules, findings: (found) => found };
  for (const id of only) if (!rules.some((rule) => rule.id === ruleOf(id))) throw unknownRule(id, rules);
  return {
    rules: rules.filter((rule) => only.some((id) => ruleOf(id) === rule.id)),
    findings: (found) => {
      const ids = new Set(found.map((it) => it.id));
      for (const id of only) if (id.includes("@") && !ids.has(id)) throw unknownFinding(id, found);
      return found.filter((it) => only.includes(it.id) || only.includes(it.rule));
    },
  };
}

/** The rule of a finding's id, which is also a rule's own. */
function ruleOf(id: string): string {
  const at = id.indexOf("@");
  return at === -1 ? id : id.slice(0, at);
}

function unknownRule(id: string, rules: readonly Rule[]): BartizanError {
  const known = rules.map((rule) => rule.id);
  const near = nearest(ruleOf(id), known);
  return fail("BZ_CHECK_UNKNOWN", {
    where: id,
    found: `${ruleOf(id)}, which is not a rule`,
    allowed: known.join(", "),
    ...(near === undefined ? {} : { mend: `Did you mean ${near}?` }),
  });
}

function unknownFinding(id: string, found: readonly Finding[]): BartizanError {
  const same = found.filter((it) => it.rule === ruleOf(id)).map((it) => it.id);
  const near = nearest(id, same);
  return fail("BZ_CHECK_UNKNOWN", {
    where: id,
    found: "no such finding in this infrastructure",
    allowed: same.length === 0 ? `${ruleOf(id)}, of which there is none` : [ruleOf(id), ...same].join(", "),
    ...(near === undefined ? {} : { mend: `Did you mean ${near}?` }),
  });
}
