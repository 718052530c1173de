import { Command } from "@commander-js/extra-typings";
import { openConfig } from "../../site/open-config.ts";
import type { GlobalOptions } from "../options.ts";
import { configJson, configLines, resolvedLines } from "../render/config.ts";
import { print } from "../render/print.ts";

export function configCommand(): Command {
  const command = new Command("config")
    .description("check the file and show what it describes")
    .option("--resolved", "every value, and whether it comes from the file, a default or other values")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan config\n  bartizan config --resolved | grep default\n  bartizan config --resolved --json\n\nExit status: 0 the file is right, 2 it is not.",
    );
  command.action(async (options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const loaded = await openConfig(globals.config);
    const resolved = options.resolved === true;
    if (globals.json === true) print([configJson(loaded, resolved)]);
    else print(resolved ? resolvedLines(loaded.provenance) : configLines(loaded));
  });
  return command as unknown as Command;
}
