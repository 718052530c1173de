import pc from "picocolors";
import { BartizanError, formatProblem } from "../../util/errors.ts";
import { printable } from "../../util/plain-text.ts";

/** Shows an error: its problems as people read them, or as JSON; of what was not foreseen also the way it came. */
export function showError(error: unknown, json: boolean): void {
  if (json) {
    const problems =
      error instanceof BartizanError
        ? error.problems
        : [{ code: "BZ_INTERNAL", found: error instanceof Error ? error.message : String(error) }];
    console.log(JSON.stringify({ type: "error", problems }));
    return;
  }
  if (error instanceof BartizanError) {
    const problems = error.problems.map((it) => formatProblem(it).replace(/^\S+/, (code) => pc.red(code)));
    console.error(printable(problems.join("\n\n")));
    if (problems.length > 1) console.error(`\n${problems.length} problems.`);
    return;
  }
  console.error(`${pc.red("BZ_INTERNAL")}: Bartizan failed in a way it did not foresee. Please report this:`);
  console.error(error instanceof Error ? error.stack : String(error));
}
