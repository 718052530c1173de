import { Command } from "@commander-js/extra-typings";
import { bootstrap, type Entered } from "../../site/bootstrap.ts";
import { openTarget } from "../../site/target.ts";
import { changing } from "../operator.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";

export function bootstrapCommand(): Command {
  const command = new Command("bootstrap")
    .description("make the servers of the file known: shows their keys, remembers them for all operators, and tries to log in")
    .option("-y, --yes", "do not ask whether the keys are right")
    .addHelpText(
      "after",
      `
The first step with servers of your own. Bartizan connects to no server whose key is not known. This shows the key of each, to compare
with what your provider shows, and writes it into bartizan.known_hosts beside the file: commit it, and your colleagues' machines and your
pipeline know the servers, too. Then it logs in to each as root, or as a user with sudo. It changes nothing on a server.

Examples:
  bartizan bootstrap
  bartizan plan          what \`up\` would change, and what of theirs stands in the way

Exit status: 0 done, 1 failed, 2 the file or command line is wrong, 3 you said no.`,
    );
  command.action(async ({ yes }) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    await changing({ ...globals, yes }, async (operator, progress) => {
      const entered = await bootstrap(await openTarget(globals), operator);
      progress.end();
      print(globals.json === true ? [JSON.stringify({ type: "bootstrapped", hosts: entered })] : lines(entered));
    });
  });
  return command as unknown as Command;
}

function lines(entered: readonly Entered[]): readonly string[] {
  const width = Math.max(...entered.map(({ host }) => host.length));
  return [
    ...entered.map(({ host, system }) => `${host.padEnd(width)}  lets you in as root  ${system}`),
    "Next: `bartizan plan` shows what `up` would change.",
  ];
}
