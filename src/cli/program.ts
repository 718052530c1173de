import { Command } from "@commander-js/extra-typings";
import { COMMANDS } from "./commands/list.ts";
import { EXIT, EXIT_WORDS } from "./exit-status.ts";

/**
 * The command line: one literal list of commands, and the options that all of them take. Only the command that these words
 * call is in it, or all of them when they call none: for the help, and to suggest the right one.
 */
export async function program(version: string, words: readonly string[]): Promise<Command> {
  const root = new Command("bartizan")
    .description("One typed file describes a secured and monitored web infrastructure; Bartizan brings it up and watches it.")
    .version(version)
    .option("-c, --config <file>", "the file; default: bartizan.config.ts here or in a folder above")
    .option("--lab", "the machines of the lab on this computer instead of the real servers (or BARTIZAN_LAB=1)")
    .option("--json", "output for programs")
    .showHelpAfterError("(add --help for what is allowed)")
    .showSuggestionAfterError(true)
    .addHelpText(
      "after",
      `\nExamples:\n  bartizan init my-site && cd my-site\n  bartizan up --lab           try it on this computer\n  bartizan status --lab\n  bartizan down               the lab is gone, your files stay\n\nExit status: ${statuses()}.`,
    );
  const called = COMMANDS.filter((it) => it.name === commandIn(words));
  const wanted = called.length > 0 || asksVersion(words) ? called : COMMANDS;
  for (const command of await Promise.all(wanted.map((it) => it.load()))) {
    // Global options are welcome behind the command as well: people type them there.
    command
      .option("-c, --config <file>", "the file")
      .option("--lab", "the lab instead of the real servers")
      .option("--json", "output for programs");
    root.addCommand(command);
  }
  if (called.length === 0) await (await import("./completion.ts")).withCompletion(root as unknown as Command, words);
  return root as unknown as Command;
}

function statuses(): string {
  return Object.entries(EXIT_WORDS)
    .map(([name, words]) => `${EXIT[name as keyof typeof EXIT]} ${words}`)
    .join(", ");
}

/** The first word that is neither an option nor an option's value. */
function commandIn(words: readonly string[]): string | undefined {
  return words.find((word, index) => !word.startsWith("-") && !["-c", "--config"].includes(words[index - 1] ?? ""));
}

function asksVersion(words: readonly string[]): boolean {
  return words.includes("-V") || words.includes("--version");
}
