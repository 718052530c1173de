import { Command } from "@commander-js/extra-typings";
import { refuseUndecided } from "../../engine/converge.ts";
import type { Event } from "../../event/event.ts";
import { type PlanPreview, withPlan } from "../../site/plan.ts";
import { refuseInApp, writePlan } from "../../site/plan-file.ts";
import { openTarget } from "../../site/target.ts";
import { EXIT } from "../exit-status.ts";
import { type GlobalOptions, names } from "../options.ts";
import { leftOutLine } from "../render/left-out.ts";
import { diffLines, planLines, signingLines } from "../render/plan.ts";
import { print } from "../render/print.ts";
import { plainLine } from "../render/progress.ts";

export function planCommand(): Command {
  const command = new Command("plan")
    .alias("diff")
    .description("show what `up` would change, files as diffs; never writes")
    .option("--only <hosts>", "these hosts only (comma-separated)", names)
    .option("--no-diff", "the list of changes only")
    .option("--out <file>", "write the plan there, for `bartizan up --plan`; builds the app")
    .option("--exit-code", `exit with ${EXIT.changes} when there are changes; builds the app`)
    .addHelpText(
      "after",
      `\nExamples:\n  bartizan plan --lab\n  bartizan plan --only lb1 --no-diff\n  bartizan plan --exit-code --out /tmp/site.plan && echo "no changes"\n  bartizan up --plan /tmp/site.plan\n\nA pipeline that plans, and a person who applies: bartizan guide up\nExit status: ${EXIT.done} also when there are changes, with --exit-code only when there are none, and ${EXIT.changes} when there are; ${EXIT.failed} when a host could not be looked at, or \`up\` would refuse.`,
    );
  command.action(async (options) => {
    const globals = { ...(command.optsWithGlobals() as GlobalOptions) };
    const { only = [], out, exitCode = false } = options;
    const target = await openTarget(globals);
    if (out !== undefined) refuseInApp(target, out, "--out");
    const build = exitCode || out !== undefined ? { build: tellOfBuild } : {};
    await withPlan(target, { only, ...build }, async (plan) => {
      if (globals.json === true) print([planJson(plan)]);
      else await printPlan(plan, options.diff);
      refuseUndecided(plan);
      if (out !== undefined) {
        writePlan(out, await plan.toKeep());
        if (globals.json !== true) print(["", `The plan is in ${out}. Carry it out: bartizan up --plan ${out}`]);
      }
      if (exitCode && plan.plans.some((it) => it.steps.length > 0)) process.exitCode = EXIT.changes;
    });
  });
  return command as unknown as Command;
}

/** On standard error: standard output is the plan's. */
function tellOfBuild(event: Event): void {
  const line = plainLine(event);
  if (event.type === "build" && line !== undefined) process.stderr.write(`${line}\n`);
}

function planJson({ plans, unsigned, renewalsLeft }: PlanPreview): string {
  return JSON.stringify({
    ...(unsigned.length > 0 ? { unsigned: unsigned.map((it) => it.where) } : {}),
    ...(renewalsLeft.length > 0 ? { renewalsLeft } : {}),
    hosts: plans.map((it) => ({ host: it.host, changes: it.steps.map(({ kind, key, summary }) => ({ kind, key, summary })) })),
  });
}

async function printPlan({ plans, notShipped, files, unsigned, renewalsLeft }: PlanPreview, diffs: boolean): Promise<void> {
  print([...planLines(plans), ...signingLines(unsigned.length, renewalsLeft)]);
  if (notShipped.length > 0) print([leftOutLine(notShipped)]);
  if (!diffs) return;
  for (const plan of plans)
    print((await files(plan)).flatMap((it) => ["", `${plan.host}:${it.path}`, ...diffLines(it.path, it.before, it.after)]));
}
