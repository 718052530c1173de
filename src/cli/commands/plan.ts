import { Command } from "@commander-js/extra-typings";
import { planSite, refuseUndecided } from "../../engine/converge.ts";
import { fetchFiles } from "../../engine/fetch-files.ts";
import { pending } from "../../engine/vault-store.ts";
import type { FileResource, RulesetResource } from "../../state/resource.ts";
import { type ClosedFile, isClosed, openSides } from "../../state/shown.ts";
import type { HostPlan } from "../../state/step.ts";
import { redacted } from "../../util/content.ts";
import { fail } from "../../util/errors.ts";
import type { Secrets } from "../../util/secret.ts";
import { buildable, type GlobalOptions, knownHosts, openTarget, openTransport } from "../context.ts";
import { departedFrom } from "../leaving.ts";
import { names } from "../options.ts";
import { lookAtTarget } from "../reach.ts";
import { notShipped, seenRelease } from "../release.ts";
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
    const opened = await openTarget(globals);
    const file = { ...opened, vault: pending(opened.vault) };
    const only = options.only ?? [];
    knownHosts(file, only);
    buildable(file);
    const target = { ...file, retiring: only.length > 0 ? [] : await departedFrom(file) };
    const transport = openTransport(target);
    try {
      const { desired, facts } = await lookAtTarget(target, transport, { only, release: seenRelease(target), emit: () => {} });
      const inputs = {
        infra: target.infra,
        states: desired.states,
        transport,
        secrets: desired.secrets,
        authorities: desired.vault.authorities,
        release: () => Promise.reject(fail("BZ_INTERNAL", { found: "a plan that packs" })),
        emit: () => {},
      };
      const outlook = planSite(inputs, facts);
      const { plans } = outlook;
      if (globals.json === true) {
        print([
          JSON.stringify({
            hosts: plans.map((it) => ({ host: it.host, changes: it.steps.map(({ kind, key, summary }) => ({ kind, key, summary })) })),
          }),
        ]);
        refuseUndecided(outlook);
        return;
      }
      print(planLines(plans));
      const kept = notShipped(target);
      if (kept.length > 0) print([leftOutLine(kept)]);
      if (options.diff)
        for (const it of plans) print(await fileDiffs(it, desired.secrets, (paths) => fetchFiles(transport, it.host, paths)));
      refuseUndecided(outlook);
    } finally {
      await transport.close();
    }
  });
  return command as unknown as Command;
}

async function fileDiffs(
  plan: HostPlan,
  secrets: Secrets,
  fetch: (paths: readonly string[]) => Promise<ReadonlyMap<string, ClosedFile>>,
): Promise<readonly string[]> {
  const files = plan.steps.flatMap((it) => (it.kind === "file" || it.kind === "ruleset" ? [it.resource] : []));
  const there = files.length === 0 ? new Map<string, ClosedFile>() : await fetch(files.map((it) => it.path));
  return files.flatMap((it) => {
    const { before, after } = sides(it, secrets, there.get(it.path));
    return ["", `${plan.host}:${it.path}`, ...diffLines(it.path, before, after)];
  });
}

function sides(
  resource: FileResource | RulesetResource,
  secrets: Secrets,
  seen: ClosedFile | undefined,
): { readonly before: string | undefined; readonly after: string } {
  if (seen === undefined) return { before: undefined, after: redacted(resource.content) };
  // What the host holds may be an older secret, which nobody could know by the file of today.
  if (seen.shown !== undefined || seen.closed === true || isClosed(resource)) return openSides(resource.content, secrets, seen);
  return { before: seen.text, after: redacted(resource.content) };
}
