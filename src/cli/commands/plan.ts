import { Command } from "@commander-js/extra-typings";
import { refuseUndecided } from "../../engine/converge.ts";
import { type PlanPreview, withPlan } from "../../site/plan.ts";
import { openTarget } from "../../site/target.ts";
import { type GlobalOptions, names } from "../options.ts";
import { leftOutLine } from "../render/left-out.ts";
import { diffLines, planLines } from "../render/plan.ts";
import { print } from "../render/print.ts";

export function planCommand(): Command {
  const command = new Command("plan")
    .alias("diff")
    .description("show what `up` would change, files as diffs; never writes")
    .option("--only <hosts>", "these hosts only (comma-separated)", names)
    .option("--no-diff", "the list of changes only")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan plan --lab\n  bartizan plan --only lb1 --no-diff\n\nExit status: 0 also when there are changes; 1 when a host could not be looked at, or `up` would refuse.",
    );
  command.action(async (options) => {
    const globals = { ...(command.optsWithGlobals() as GlobalOptions) };
    await withPlan(await openTarget(globals), options.only ?? [], async (plan) => {
      if (globals.json === true) print([planJson(plan)]);
      else await printPlan(plan, options.diff);
      refuseUndecided(plan);
    });
  });
  return command as unknown as Command;
}

function planJson({ plans }: PlanPreview): string {
  return JSON.stringify({
    hosts: plans.map((it) => ({ host: it.host, changes: it.steps.map(({ kind, key, summary }) => ({ kind, key, summary })) })),
  });
}

async function printPlan({ plans, notShipped, files }: PlanPreview, diffs: boolean): Promise<void> {
  print(planLines(plans));
  if (notShipped.length > 0) print([leftOutLine(notShipped)]);
  if (!diffs) return;
  for (const plan of plans)
    print((await files(plan)).flatMap((it) => ["", `${plan.host}:${it.path}`, ...diffLines(it.path, it.before, it.after)]));
}
