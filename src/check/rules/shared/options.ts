import type { Infrastructure } from "../../../model/infrastructure.ts";
import { notBuilt } from "../../../parts/not-built.ts";
import type { Fix, FixOption } from "../../finding.ts";
import type { CheckContext } from "../../rule.ts";

/**
 * The options that make a right file in which the finding is gone; when there is none, the advice. An option that would not load
 * helps nobody, and whether a value is written in the file or a default only the file can tell.
 */
export function optionsOr(
  { infra, variant }: CheckContext,
  options: readonly (FixOption | undefined)[],
  gone: (infra: Infrastructure) => boolean,
  advice: string,
): Fix {
  const working = options.flatMap((option): readonly FixOption[] => {
    const after = option === undefined ? undefined : variant(option.edits);
    return option === undefined || after === undefined || !gone(after) ? [] : [buildable(option, infra, after)];
  });
  return working.length === 0 ? { kind: "advice", title: advice } : { kind: "options", options: working };
}

const NOT_YET = "`bartizan up` cannot bring it up yet.";

/** The option, saying so when it asks for what no part can bring about yet. */
export function buildable(option: FixOption, before: Infrastructure, after: Infrastructure): FixOption {
  const known = new Set(notBuilt(before).map(({ where }) => where));
  if (notBuilt(after).every(({ where }) => known.has(where))) return option;
  return { ...option, note: option.note === undefined ? NOT_YET : `${option.note} ${NOT_YET}` };
}
