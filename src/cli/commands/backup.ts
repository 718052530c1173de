import { Argument, Command } from "@commander-js/extra-typings";
import { only } from "../../catalog/only.ts";
import { hostsOver } from "../../engine/hosts.ts";
import type { Copies, CopyVerb } from "../../kit/copies.ts";
import type { Transport } from "../../transport/transport.ts";
import { fail } from "../../util/errors.ts";
import { agreeByName } from "../agree.ts";
import { type GlobalOptions, openTarget, openTransport, type Target } from "../context.ts";
import { interruptible } from "../interruption.ts";
import { print } from "../render/print.ts";
import { plainProgress } from "../render/progress.ts";
import { copyLines, lookLines, replacedLine } from "../render/restored.ts";

const WHAT: readonly CopyVerb[] = ["now", "list", "test", "restore", "discard", "key"];

interface Options {
  readonly inPlace?: true | undefined;
  readonly yes?: string | undefined;
  readonly copy: boolean;
}

export function backupCommand(): Command {
  const command = new Command("backup")
    .description("copies of the database: take one, list them, try one, restore one, or print the key to let in")
    .addArgument(new Argument("<what>", "`now`, `list`, `test`, `restore`, `discard` or `key`").choices(WHAT))
    .argument("[id]", "with `restore`: the copy, as `list` names it (default: the newest)")
    .option("--in-place", "with `restore`: in place of the database, not beside it")
    .option("--yes <name>", "with --in-place: the infrastructure's name, instead of being asked to type it")
    .option("--no-copy", "with --in-place: take no copy of what is replaced")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan backup key           the public key that the place for the copies has to let in\n  bartizan backup now           a copy, whenever the last one was\n  bartizan backup test          restores the last copy into a scratch server and compares it\n  bartizan backup list\n  bartizan backup restore       the newest copy, into a server beside the database, to look at and take rows from\n  bartizan backup discard       ends that server\n  bartizan backup restore 46c87c19 --in-place      the database becomes that copy\n\nExit status: 0 done, 1 failed, 2 the file or the command line is wrong, 3 you said no.",
    );
  command.action(async (what, id, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    onlyForRestore(what, id, options);
    const target = await openTarget(globals);
    const copies = only("copies");
    const host = copies.host(target.infra)?.name;
    if (host === undefined) throw fail("BZ_BACKUP_NONE", { where: target.loaded.path });
    const transport = openTransport(target);
    try {
      const keeper: Keeper = { copies, transport, host };
      const done = what === "restore" ? await restore(target, { ...keeper, id, options }) : await follow(keeper, what);
      process.exitCode = done ? 0 : 1;
    } finally {
      await transport.close();
    }
  });
  return command as unknown as Command;
}

/** An option that means nothing is a mistake, and a dangerous one here. */
function onlyForRestore(what: string, id: string | undefined, { inPlace, yes, copy }: Options): void {
  const given = [...(id === undefined ? [] : [id]), ...(inPlace === true ? ["--in-place"] : [])];
  const within = [...(yes === undefined ? [] : ["--yes"]), ...(copy ? [] : ["--no-copy"])];
  if (what !== "restore" && given.length + within.length > 0)
    throw fail("BZ_USAGE", {
      found: `${[...given, ...within].join(" ")} with \`backup ${what}\``,
      mend: "Only `backup restore` takes these.",
    });
  if (inPlace !== true && within.length > 0)
    throw fail("BZ_USAGE", { found: `${within.join(" ")} without --in-place`, mend: "A copy beside the database replaces nothing." });
}

const tell = (line: string): void => print([line]);

/** Who makes the copies, and the way there. */
interface Keeper {
  readonly copies: Copies;
  readonly transport: Transport;
  readonly host: string;
}

async function follow({ copies, transport, host }: Keeper, what: CopyVerb, id?: string): Promise<boolean> {
  const code = await transport.attach(host, copies.command(what, id), tell);
  if (code === 0 && what === "now") print([`a copy of the database was taken on ${host}`]);
  return code === 0;
}

interface Wanted extends Keeper {
  readonly id: string | undefined;
  readonly options: Options;
}

async function restore(target: Target, { id, options, ...keeper }: Wanted): Promise<boolean> {
  const { infra } = target;
  const { copies, transport, host } = keeper;
  const progress = plainProgress();
  try {
    return await interruptible(
      progress.emit,
      async (emit) => {
        const at = hostsOver({ transport, emit, secrets: new Map() });
        const copy = await copies.look(at, infra, id);
        print(copyLines(copy, Date.now() / 1000));
        if (options.inPlace !== true) {
          print([`It is restored into a server of its own on ${host}; the database goes on.`]);
          const done = await follow(keeper, "restore", copy.id);
          if (done) print(lookLines(copies, target));
          return done;
        }
        const replacement = await copies.replacement(at, infra);
        await agreeByName({ agreed: options.yes, name: infra.name, known: target.lab && options.yes === undefined });
        if (options.copy && !(await follow(keeper, "now"))) {
          throw fail("BZ_RESTORE_FIRST", { where: host });
        }
        const outcome = await replacement.run(copy, tell);
        print([replacedLine(outcome, copy, replacement.writer)]);
        return outcome === "done";
      },
      ...(options.inPlace === true ? ["the app may be kept out of a database that is half restored, until you run it again"] : []),
    );
  } finally {
    progress.end();
  }
}
