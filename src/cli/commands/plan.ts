import { Command } from "@commander-js/extra-typings";
import { foresee } from "../../engine/converge.ts";
import { fetchFiles } from "../../engine/fetch-files.ts";
import type { HostPlan } from "../../state/step.ts";
import { redacted, secretsIn } from "../../util/content.ts";
import { fail } from "../../util/errors.ts";
import { buildable, type GlobalOptions, knownHosts, openTarget, openTransport } from "../context.ts";
import { departedFrom } from "../leaving.ts";
import { lookAtTarget } from "../reach.ts";
import { diffLines, planLines } from "../render/plan.ts";
import { print } from "../render/print.ts";

export function planCommand(): Command {
  const command = new Command("plan")
    .alias("diff")
    .description("show what `up` would change, files as diffs; never writes")
    .option("--only <hosts>", "these hosts only (comma-separated)", (it: string) => it.split(",").map((name) => name.trim()))
    .option("--no-diff", "the list of changes only")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan plan --lab\n  bartizan plan --only lb1 --no-diff\n\nExit status: 0 also when there are changes; 1 when a host could not be looked at.",
    );
  command.action(async (options) => {
    const globals = { ...(command.optsWithGlobals() as GlobalOptions) };
    const file = await openTarget(globals);
    const only = options.only ?? [];
    knownHosts(file, only);
    buildable(file);
    const target = { ...file, retiring: only.length > 0 ? [] : await departedFrom(file) };
    const transport = openTransport(target);
    try {
      const { desired, facts } = await lookAtTarget(target, transport, only, () => {});
      const inputs = {
        infra: target.infra,
        states: desired.states,
        transport,
        secrets: desired.secrets,
        authorities: desired.vault.authorities,
        release: () => Promise.reject(fail("BZ_INTERNAL", { found: "a plan that packs" })),
        emit: () => {},
      };
      const { plans } = foresee(inputs, facts);
      if (globals.json === true) {
        print([
          JSON.stringify({
            hosts: plans.map((it) => ({ host: it.host, changes: it.steps.map(({ kind, key, summary }) => ({ kind, key, summary })) })),
          }),
        ]);
        return;
      }
      print(planLines(plans));
      if (options.diff) for (const it of plans) print(await fileDiffs(it, (paths) => fetchFiles(transport, it.host, paths)));
    } finally {
      await transport.close();
    }
  });
  return command as unknown as Command;
}

async function fileDiffs(
  plan: HostPlan,
  fetch: (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<readonly string[]> {
  const files = plan.steps.flatMap((it) => (it.kind === "file" || it.kind === "ruleset" ? [it.resource] : []));
  // What the host holds of a file with secrets may be an older secret, which nobody could redact: such files are not fetched.
  const open = files.filter((it) => secretsIn(it.content).length === 0);
  const before = open.length === 0 || plan.fresh ? new Map<string, string>() : await fetch(open.map((it) => it.path));
  return files.flatMap((it) => {
    const head = ["", `${plan.host}:${it.path}`];
    if (!open.includes(it)) return [...head, "  holds secrets: not shown"];
    return [...head, ...diffLines(it.path, before.get(it.path), redacted(it.content))];
  });
}
