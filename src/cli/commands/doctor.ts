import { Command } from "@commander-js/extra-typings";
import { packagesOf } from "../../catalog/compile.ts";
import { imagePath, pruneImages, runDoctor } from "../../lab/lab.ts";
import { openTarget } from "../../site/target.ts";
import { BartizanError } from "../../util/errors.ts";
import type { GlobalOptions } from "../options.ts";
import { doctorLines } from "../render/doctor.ts";
import { print } from "../render/print.ts";

export function doctorCommand(): Command {
  const command = new Command("doctor")
    .description("what this machine lacks for the lab, and the command that mends it; changes nothing unless told to prune")
    .option("--prune", "remove the base images that no lab uses; the next `up --lab` with those packages builds its image anew")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan doctor\n  bartizan doctor --prune\n  bartizan doctor --json\n\nExit status: 0 when the lab can run here, 1 when something is missing.",
    );
  command.action(async () => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const known = await imagePackages(globals);
    if (command.opts().prune === true) {
      const removed = await pruneImages(known.packages === undefined ? undefined : imagePath(known.packages));
      const gb = (removed.reduce((sum, it) => sum + it.bytes, 0) / 1e9).toFixed(1);
      const counted = removed.length === 1 ? "1 image" : `${removed.length} images`;
      print(globals.json === true ? [JSON.stringify({ removed })] : [`removed ${counted}, ${gb} GB`]);
      return;
    }
    const checks = await runDoctor(known);
    print(globals.json === true ? [JSON.stringify({ checks })] : doctorLines(checks));
    if (checks.some((it) => it.ok === false)) process.exitCode = 1;
  });
  return command as unknown as Command;
}

/** With a file at hand, the image for it is looked at as well; without one, or with a wrong one, the machine alone. */
async function imagePackages(globals: GlobalOptions): Promise<{ readonly packages?: readonly string[] }> {
  try {
    return { packages: packagesOf((await openTarget(globals)).infra) };
  } catch (error) {
    if (error instanceof BartizanError && globals.config === undefined) return {};
    throw error;
  }
}
