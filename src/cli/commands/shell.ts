import { Command } from "@commander-js/extra-typings";
import { knownMachine, openTarget, withHosts } from "../../site/target.ts";
import type { Transport } from "../../transport/transport.ts";
import { shellWords } from "../../util/shell.ts";
import type { GlobalOptions } from "../options.ts";

/** Opens the machines, does one thing, closes; its status becomes the command's. */
async function onMachine(globals: GlobalOptions, host: string, action: (transport: Transport) => Promise<number>): Promise<void> {
  const target = await openTarget(globals);
  knownMachine(target, host);
  process.exitCode = await withHosts(target, action);
}

export function sshCommand(): Command {
  const command = new Command("ssh")
    .description("open a shell on a host")
    .argument("<host>", "a host of the file; with --lab also `client`")
    .addHelpText("after", "\nExamples:\n  bartizan ssh srv1 --lab\n  bartizan ssh lb1");
  command.action((host) => onMachine(command.optsWithGlobals() as GlobalOptions, host, (transport) => transport.attach(host, undefined)));
  return command as unknown as Command;
}

export function execCommand(): Command {
  const command = new Command("exec")
    .description("run a command as root on a host")
    .argument("<host>", "a host of the file; with --lab also `client`")
    .argument("<command...>", "the command and its arguments, after --")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan exec srv1 --lab -- systemctl --failed\n  bartizan exec client --lab -- curl -s https://www.foobar.com/\n\nExit status: the command's.",
    );
  command.action((host, words) =>
    onMachine(command.optsWithGlobals() as GlobalOptions, host, (transport) =>
      transport.attach(host, words.length === 1 ? (words[0] ?? "") : shellWords(words)),
    ),
  );
  return command as unknown as Command;
}
