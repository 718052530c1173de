import { notBuilt } from "../../../catalog/not-built.ts";
import type { Fix, FixOption } from "../../../kit/faces/finding.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import type { CheckContext } from "../../rule.ts";

/**
 * The options that make a right file in which the finding is gone; when there is none, the advice. An option that would not load, or that
 * `up` could not bring about, helps nobody, and whether a value is written in the file or a default only the file can tell.
 */
export function optionsOr(
  { infra, variant }: CheckContext,
  options: readonly (FixOption | undefined)[],
  gone: (infra: Infrastructure) => boolean,
  advice: string,
): Fix {
  const working = options.flatMap((option): readonly FixOption[] => {
    const after = option === undefined ? undefined : variant(option.edits);
    return option === undefined || after === undefined || !gone(after) || !canBeBuilt(infra, after) ? [] : [option];
  });
  return working.length === 0 ? { kind: "advice", title: advice } : { kind: "options", options: working };
}

/** Whether a change asks for nothing that no part can bring about yet; what the file asked for before is not its doing. */
export function canBeBuilt(before: Infrastructure, after: Infrastructure): boolean {
  const known = new Set(notBuilt(before).map(({ where }) => where));
  return notBuilt(after).every(({ where }) => known.has(where));
}
