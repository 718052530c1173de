import type { Infrastructure } from "../../../model/infrastructure.ts";
import type { Fix, FixOption } from "../../finding.ts";
import type { CheckContext } from "../../rule.ts";

/**
 * The options that make a right file in which the finding is gone; when there is none, the advice. An option that would not load
 * helps nobody, and whether a value is written in the file or a default only the file can tell.
 */
export function optionsOr(
  { variant }: CheckContext,
  options: readonly (FixOption | undefined)[],
  gone: (infra: Infrastructure) => boolean,
  advice: string,
): Fix {
  const working = options.filter((option): option is FixOption => {
    const infra = option === undefined ? undefined : variant(option.edits);
    return infra !== undefined && gone(infra);
  });
  return working.length === 0 ? { kind: "advice", title: advice } : { kind: "options", options: working };
}
