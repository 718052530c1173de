import { createTwoFilesPatch } from "diff";
import pc from "picocolors";
import type { HostPlan } from "../../state/step.ts";

/** What `up` would do, host by host. */
export function planLines(plans: readonly HostPlan[]): readonly string[] {
  const changing = plans.filter((it) => it.steps.length > 0);
  const same = plans.filter((it) => it.steps.length === 0).map((it) => it.host);
  const lines = changing.flatMap((it) => [
    `${pc.bold(it.host)}: ${it.steps.length} ${it.steps.length === 1 ? "change" : "changes"}${it.fresh ? " (new host)" : ""}`,
    ...it.steps.map((step) => `  ${mark(step.kind)} ${step.summary}`),
  ]);
  if (same.length > 0) lines.push(`${pc.dim("no changes:")} ${same.join(", ")}`);
  return lines;
}

/** How many certificates are named. */
const NAMED = 6;

/** What this operator cannot sign, and who can. */
export function signingLines(unsigned: number, renewalsLeft: readonly string[]): readonly string[] {
  const count = (number: number): string => `${number} ${number === 1 ? "certificate" : "certificates"}`;
  const shown = renewalsLeft.slice(0, NAMED).join(", ");
  const more = renewalsLeft.length > NAMED ? ` and ${renewalsLeft.length - NAMED} more` : "";
  return [
    ...(unsigned === 0 ? [] : [`${count(unsigned)} of these to be signed: by an \`up\` with a key that opens \`sign\``]),
    ...(renewalsLeft.length === 0
      ? []
      : [`${count(renewalsLeft.length)} due for renewal, left to an \`up\` with a key that opens \`sign\`: ${shown}${more}`]),
  ];
}

/** One line a host: for a first `up`, whose steps are a book. */
export function planSummary(plans: readonly HostPlan[]): readonly string[] {
  return plans
    .filter((it) => it.steps.length > 0)
    .map(
      (it) => `  ${pc.bold(it.host)}: ${it.steps.length} ${it.steps.length === 1 ? "change" : "changes"}${it.fresh ? " (new host)" : ""}`,
    );
}

function mark(kind: string): string {
  if (kind === "remove") return pc.red("-");
  return kind === "unit" || kind === "command" ? pc.yellow("~") : pc.green("+");
}

/** A unified diff from what is on the host to what will be. */
export function diffLines(path: string, before: string | undefined, after: string): readonly string[] {
  const patch = createTwoFilesPatch(before === undefined ? "/dev/null" : path, path, before ?? "", after, "", "", { context: 3 });
  const lines = patch.split("\n");
  // What stands before the names depends on whether they are the same.
  return lines.slice(lines.findIndex((line) => line.startsWith("--- "))).map((line) => {
    if (line.startsWith("+")) return pc.green(line);
    if (line.startsWith("-")) return pc.red(line);
    return line.startsWith("@@") ? pc.cyan(line) : line;
  });
}
