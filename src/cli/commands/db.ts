import { relative } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { handTaskOver } from "../../site/hand-over.ts";
import { openTarget } from "../../site/target.ts";
import { changing } from "../operator.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";
import { promotedLines } from "../render/promotion.ts";

export function dbCommand(): Command {
  const command = new Command("db").description("the database: move the primary to another host");
  const promotion = command
    .command("promote")
    .description("make a replica the primary, in the databases, the proxies and the file")
    .argument("[host]", "the replica; may be left out when the primary is lost: the most advanced one is taken")
    .option("-y, --yes", "do not ask before changing")
    .option("--allow-loss", "when the primary is lost: go on although acknowledged writes may be lost")
    .option("-c, --config <file>", "the file")
    .option("--lab", "the lab instead of the real servers")
    .option("--json", "output for programs")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan db promote srv2 --lab       planned: nothing is lost, writes pause for a moment\n  bartizan db promote                  the primary is lost: the most advanced replica\n  bartizan db promote srv2 --yes\n\nExit status: 0 done, 1 failed or refused, 2 the file or the command line is wrong, 3 you said no.",
    );
  promotion.action(async (to, { yes, allowLoss = false }) => {
    const globals = promotion.optsWithGlobals() as GlobalOptions;
    const unknown = "the database may refuse writes until you run it again";
    await changing({ ...globals, yes, plain: true, unknown }, async (operator) => {
      const target = await openTarget(globals);
      const { planned, ...moved } = await handTaskOver(target, { role: "database", to, allowLoss }, operator);
      const result = { ...moved, file: relative(process.cwd(), target.loaded.path) };
      print(globals.json === true ? [JSON.stringify({ type: "promoted", ...result.promoted, file: result.file })] : promotedLines(result));
      if (result.promoted.behind.length > 0 && planned) process.exitCode = 1;
    });
  });
  return command as unknown as Command;
}
