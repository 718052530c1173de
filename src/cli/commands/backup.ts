import { Argument, Command } from "@commander-js/extra-typings";
import { SCRIPT } from "../../parts/backup/names.ts";
import { backupHost } from "../../parts/backup/place.ts";
import { fail } from "../../util/errors.ts";
import { type GlobalOptions, openTarget, openTransport } from "../context.ts";
import { print } from "../render/print.ts";

/** What is asked for, and what the host's script calls it. */
const VERBS = { now: "take", list: "list", test: "test", key: "key" } as const;

export function backupCommand(): Command {
  const command = new Command("backup")
    .description("copies of the database: take one, list them, try a restore, or print the key to let in")
    .addArgument(new Argument("<what>", "`now`, `list`, `test` or `key`").choices(["now", "list", "test", "key"] as const))
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan backup key           the public key that the place for the copies has to let in\n  bartizan backup now           a copy, whenever the last one was\n  bartizan backup test          restores the last copy into a scratch server and looks at it\n  bartizan backup list\n\nExit status: 0 done, 1 failed.",
    );
  command.action(async (what) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const target = await openTarget(globals);
    const host = backupHost(target.infra);
    if (host === undefined) throw fail("BZ_BACKUP_NONE", { where: target.loaded.path });
    const transport = openTransport(target);
    try {
      const code = await transport.attach(host.name, `${SCRIPT} ${VERBS[what]} 2>&1`, (line) => print([line]));
      if (code === 0 && what === "now") print([`a copy of the database was taken on ${host.name}`]);
      process.exitCode = code === 0 ? 0 : 1;
    } finally {
      await transport.close();
    }
  });
  return command as unknown as Command;
}
