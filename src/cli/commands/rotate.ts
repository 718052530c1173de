import { Command } from "@commander-js/extra-typings";
import { replacementOf } from "../../engine/replacement.ts";
import type { Operator } from "../../site/operator.ts";
import { rotate } from "../../site/rotate.ts";
import { openTarget } from "../../site/target.ts";
import { changing } from "../operator.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";
import type { Progress } from "../render/progress.ts";
import { replacementLines } from "../render/replacement.ts";

export function rotateCommand(): Command {
  const command = new Command("rotate")
    .description("renew all certificates and their keys, or with --ca replace the CA that signs them")
    .option("--ca", "the next of the three steps that replace the CA")
    .option("-y, --yes", "do not ask before changing")
    .addHelpText(
      "after",
      `
The first \`up\` in the second half of their life renews certificates. This renews them now, on a running site, without a failed
request. Also after an interruption: run it again, or \`up\`.

The CA is replaced in three steps, one a run: hosts trust the new CA beside the old one; every certificate is issued by the new
one; the old one is no longer trusted. Between them there is time to give the new CA to browsers: \`bartizan trust\`.

Examples:
  bartizan rotate --lab
  bartizan rotate --yes
  bartizan rotate --ca          three times

Exit status: 0 done, 1 failed, 2 the file or command line is wrong, 3 you said no.`,
    );
  command.action(async ({ yes, ca = false }) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    await changing({ ...globals, yes }, (operator, progress) => run(globals, ca, operator, progress));
  });
  return command as unknown as Command;
}

async function run(globals: GlobalOptions, ca: boolean, operator: Operator, progress: Progress): Promise<void> {
  const started = performance.now();
  const target = await openTarget(globals);
  const { changed, hosts } = await rotate(target, ca, operator);
  const seconds = (performance.now() - started) / 1000;
  operator.emit({ type: "done", changed, hosts, seconds });
  if (globals.json === true) return;
  progress.end();
  print([`${changed} of ${hosts} hosts changed in ${seconds.toFixed(1)} s`]);
  if (ca) print(["", ...replacementLines(await replacementOf(target.vault))]);
}
