import { Command } from "@commander-js/extra-typings";
import { labDown, labIds } from "../../lab/lab.ts";
import { openTarget } from "../../site/target.ts";
import { sweepControlDirs } from "../../transport/control-dir.ts";
import { fail } from "../../util/errors.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";

export function downCommand(): Command {
  const command = new Command("down")
    .description("end the lab of this file and free all it held; real servers are never touched")
    .option("--all", "every lab on this machine, whatever its file")
    .addHelpText(
      "after",
      "\nThe lab's disks go with it, its databases included. The CA and the secrets in .bartizan/ stay.\n\nExamples:\n  bartizan down\n  bartizan down --all",
    );
  command.action(async (options) => {
    if (process.getuid?.() !== 0) throw fail("BZ_NOT_ROOT", { where: "bartizan down" });
    const ids =
      options.all === true ? await labIds() : [(await openTarget({ ...(command.optsWithGlobals() as GlobalOptions), lab: true })).labId];
    for (const id of ids) await labDown(id);
    sweepControlDirs();
    print([ids.length === 0 ? "no lab on this machine" : `down: ${ids.join(", ")}`]);
  });
  return command as unknown as Command;
}
