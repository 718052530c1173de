import { basename, relative, resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { type Answers, nameFrom } from "../../config/starter.ts";
import { BartizanError } from "../../util/errors.ts";
import type { GlobalOptions } from "../options.ts";

import { print } from "../render/print.ts";
import { judgeAnswers, nextSteps, refuseExisting, writeStarter } from "../starter-folder.ts";

export function initCommand(): Command {
  const command = new Command("init")
    .description("write a config and an app to start from")
    .argument("[dir]", "the folder, made when it is not there", ".")
    .option("--name <name>", "name of the infrastructure; default: the folder's")
    .option("--domain <domain>", "DNS name under which people reach the site; default: www.example.com")
    .option("--servers <number>", "hosts that run web server and app; default: 2", Number)
    .option("--admin <range>", "address range from which SSH is let in; default: 198.51.100.0/24")
    .option("--no-database", "without a database")
    .option("--force", "overwrite files that are there")
    .addHelpText(
      "after",
      "\nOn a terminal it asks for what no option says.\n\nExamples:\n  bartizan init my-site\n  bartizan init my-site --domain www.my-site.org --servers 3 --no-database\n\nExit status: 0 written, 1 not written, 2 an answer is wrong, 3 you left the questions.",
    );
  command.action(async (dir, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const folder = resolve(dir);
    if (options.force !== true) refuseExisting(folder);
    const defaults: Answers = {
      name: options.name ?? nameFrom(basename(folder)),
      domain: options.domain ?? "www.example.com",
      servers: options.servers ?? 2,
      admin: options.admin ?? "198.51.100.0/24",
      database: options.database,
    };
    const given = new Set<string>(
      (["name", "domain", "servers", "admin", "database"] as const).filter((key) => command.getOptionValueSource(key) === "cli"),
    );
    // What the options say is judged before anything is asked, and nothing is written before all of it is right.
    judgeAnswers({ ...defaults, name: given.has("name") ? defaults.name : "site" });
    const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && globals.json !== true;
    const answers = interactive ? await (await import("../render/questions.ts")).ask(defaults, given, objection) : defaults;
    judgeAnswers(answers);
    const written = writeStarter(folder, answers);
    const cwd = process.cwd();
    if (globals.json === true) print([JSON.stringify({ written })]);
    else print([...written.map((path) => relative(cwd, path)), ...nextSteps(folder, cwd)]);
  });
  return command as unknown as Command;
}

/** What is wrong with the answers, in a line; undefined when nothing is. */
function objection(answers: Answers): string | undefined {
  try {
    judgeAnswers(answers);
    return undefined;
  } catch (error) {
    if (!(error instanceof BartizanError)) throw error;
    const [first] = error.problems;
    return first === undefined ? undefined : `Not ${first.found}. Allowed: ${first.allowed}.`;
  }
}
