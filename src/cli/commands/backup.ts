import { Argument, Command } from "@commander-js/extra-typings";
import type { CopyVerb } from "../../kit/copies.ts";
import { askKeeper, type Keeper, restoreBeside, restoreInPlace, withKeeper } from "../../site/copies.ts";
import { openTarget } from "../../site/target.ts";
import { fail } from "../../util/errors.ts";
import { agreeByName } from "../agree.ts";
import { changing } from "../operator.ts";
import type { GlobalOptions } from "../options.ts";
import { print } from "../render/print.ts";
import { lookLines, replacedLine } from "../render/restored.ts";

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
    const done = await withKeeper(
      target,
      (line) => print([line]),
      (keeper) => (what === "restore" ? restore(keeper, id, options) : what === "now" ? take(keeper) : askKeeper(keeper, what)),
    );
    process.exitCode = done ? 0 : 1;
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

async function restore(keeper: Keeper, id: string | undefined, { inPlace, yes, copy }: Options): Promise<boolean> {
  const { target, copies } = keeper;
  const { infra, lab } = target;
  let done = false;
  const unknown = "the app may be kept out of a database that is half restored, until you run it again";
  await changing({ plain: true, ...(inPlace === true ? { unknown } : {}) }, async (operator) => {
    if (inPlace !== true) {
      done = await restoreBeside(keeper, id, operator);
      if (done) print(lookLines(copies, target));
      return;
    }
    const {
      outcome,
      copy: its,
      writer,
    } = await restoreInPlace(keeper, id, operator, {
      agree: () => agreeByName({ agreed: yes, name: infra.name, known: lab && yes === undefined }),
      first: copy ? () => take(keeper) : undefined,
    });
    print([replacedLine(outcome, its, writer)]);
    done = outcome === "done";
  });
  return done;
}

async function take(keeper: Keeper): Promise<boolean> {
  const done = await askKeeper(keeper, "now");
  if (done) print([`a copy of the database was taken on ${keeper.host}`]);
  return done;
}
