import { Command } from "@commander-js/extra-typings";
import { type FixOptions, fix } from "../../site/fix.ts";
import { type GlobalOptions, usage } from "../options.ts";
import { fixingLines, fixJson } from "../render/fix.ts";
import { print } from "../render/print.ts";

export function fixCommand(): Command {
  const command = new Command("fix")
    .description("mend what `check` found by editing the file, comments and formatting kept; shows the patch")
    .argument("[findings...]", "findings or rules, as `check` names them; default: everything that is mended at no cost")
    .option("--option <number>", "of the ways to mend the finding, take this one", number)
    .option("-w, --write", "write the file")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan fix                              what can be mended at no cost\n  bartizan fix plaintext-hop --write\n  bartizan fix lb-spof                      the options, what they save and cost\n  bartizan fix lb-spof --option 1 --write\n\nExit status: 0 done or nothing to do, 1 something that you asked for has to be chosen or done by hand, 2 the file or the command line is wrong.",
    );
  command.action(async (findings, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const fixing = await fix(globals.config, findings, options as FixOptions);
    print(globals.json === true ? [fixJson(fixing)] : fixingLines(fixing));
    // What was asked for by name and cannot be written as it is.
    const unwritten = findings.length > 0 && (fixing.advice.length > 0 || (options.write === true && fixing.choices.length > 0));
    if (unwritten || fixing.repair.byHand.length > 0) process.exitCode = 1;
  });
  return command as unknown as Command;
}

function number(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw usage("--option", value, "a number from 1 on");
  return Number(value);
}
