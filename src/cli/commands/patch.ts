import { Command } from "@commander-js/extra-typings";
import type { Operator } from "../../site/operator.ts";
import { patchHosts } from "../../site/patch.ts";
import { openTarget } from "../../site/target.ts";
import { changing } from "../operator.ts";
import { type GlobalOptions, names } from "../options.ts";
import { patchJson, patchLines } from "../render/patch.ts";
import { print } from "../render/print.ts";
import type { Progress } from "../render/progress.ts";

export function patchCommand(): Command {
  const command = new Command("patch")
    .description("install security updates, host by host, without a failed request")
    .option("-y, --yes", "do not ask before changing")
    .option("--plan", "show what would be done, and end")
    .option("--only <hosts>", "these hosts only (comma-separated)", names)
    .addHelpText(
      "after",
      `
Hosts install those updates by themselves that restart nothing which serves; see \`updates\` in the file. This installs the others, in
the waves of \`up\`: a host is drained, upgraded, what runs from the upgraded files is started anew, the machine too when that is
due, and the next one follows when it is well. A primary gives its task to a replica before its turn. After an interruption,
run it again.

Examples:
  bartizan patch --plan
  bartizan patch --yes
  bartizan patch --only srv2

Exit status: 0 done or nothing to do, 1 failed, 2 the file or command line is wrong, 3 you said no.`,
    );
  command.action(async ({ yes, plan = false, only = [] }) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    await changing({ ...globals, yes }, (operator, progress) => run(globals, { plan, only }, operator, progress));
  });
  return command as unknown as Command;
}

interface Options {
  readonly plan: boolean;
  readonly only: readonly string[];
}

async function run({ json, ...globals }: GlobalOptions, options: Options, operator: Operator, progress: Progress): Promise<void> {
  const started = performance.now();
  const { changed, hosts } = await patchHosts(await openTarget(globals), options.only, operator, (plan) => {
    if (json === true) print([patchJson(plan)]);
    else if (plan.plans.some((it) => it.steps.length > 0)) print(patchLines(plan));
    return !options.plan;
  });
  const seconds = (performance.now() - started) / 1000;
  if (json === true && !options.plan) operator.emit({ type: "done", changed, hosts, seconds });
  if (json === true) return;
  progress.end();
  if (changed === 0) print([`no security updates to install (${hosts} hosts)`]);
  else if (!options.plan) print([`${changed} of ${hosts} hosts patched in ${seconds.toFixed(1)} s`]);
}
