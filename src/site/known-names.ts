import { BartizanError, problem } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";

/** Throws `BZ_SSH_UNKNOWN_HOST` for all of these names that are not among the known ones. */
export function knownNames(names: readonly string[], known: readonly string[], where: (name: string) => string): void {
  const problems = names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known);
      return problem("BZ_SSH_UNKNOWN_HOST", {
        where: where(name),
        allowed: known.join(", "),
        ...(near === undefined ? {} : { mend: `Did you mean ${near}?` }),
      });
    });
  if (problems.length > 0) throw new BartizanError(problems);
}
