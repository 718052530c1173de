import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { checkConfig } from "../../config/check.ts";
import {
  type Answers,
  MOST_SERVERS,
  nameFrom,
  STARTER_IGNORED,
  STARTER_SERVER,
  STARTER_STYLE,
  starterConfig,
  starterConfigText,
} from "../../config/starter.ts";
import { BartizanError, fail } from "../../util/errors.ts";
import type { GlobalOptions } from "../context.ts";
import { print } from "../render/print.ts";
import { ask } from "../render/questions.ts";

export function initCommand(): Command {
  const command = new Command("init")
    .description("write a config and an app to start from")
    .argument("[dir]", "the folder, made when it is not there", ".")
    .option("--name <name>", "name of the infrastructure; default: the folder's")
    .option("--domain <domain>", "name under which people reach the site")
    .option("--servers <number>", "hosts that run web server and app", Number)
    .option("--admin <range>", "address range from which SSH is let in")
    .option("--no-database", "without a database")
    .option("--force", "overwrite files that are there")
    .addHelpText(
      "after",
      "\nAsks for what no option says when it runs on a terminal.\n\nExamples:\n  bartizan init my-site\n  bartizan init my-site --domain www.my-site.org --servers 3 --no-database",
    );
  command.action(async (dir, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const folder = resolve(dir);
    const files = filesOf(folder, undefined).map(({ path }) => path);
    const there = files.filter((path) => existsSync(path)).map((path) => relative(folder, path));
    if (there.length > 0 && options.force !== true) {
      throw fail("BZ_INIT_EXISTS", { where: folder, found: there.join(", "), allowed: "a folder without these files" });
    }
    const defaults: Answers = {
      name: options.name ?? nameFrom(basename(folder)),
      domain: options.domain ?? "www.example.com",
      servers: options.servers ?? 2,
      admin: options.admin ?? "198.51.100.0/24",
      database: options.database,
    };
    const given = new Set(Object.keys(options).filter((key) => command.getOptionValueSource(key as keyof typeof options) === "cli"));
    const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && globals.json !== true;
    // What the options say is judged before anything is asked, and nothing is written before all of it is right.
    judge({ ...defaults, name: given.has("name") ? defaults.name : "site" });
    const answers = interactive ? await ask(defaults, given, problemWith) : defaults;
    judge(answers);
    write(folder, answers);
    const written = [...filesOf(folder, answers).map(({ path }) => path), join(folder, ".gitignore")];
    if (globals.json === true) print([JSON.stringify({ written })]);
    else print([...written.map((path) => relative(process.cwd(), path) || path), ...nextSteps(folder)]);
  });
  return command as unknown as Command;
}

function filesOf(folder: string, answers: Answers | undefined): readonly { readonly path: string; readonly content: string }[] {
  return [
    { path: join(folder, "bartizan.config.ts"), content: answers === undefined ? "" : starterConfigText(answers) },
    { path: join(folder, "app", "server.js"), content: STARTER_SERVER },
    { path: join(folder, "app", "public", "style.css"), content: STARTER_STYLE },
  ];
}

function judge(answers: Answers): void {
  const { servers } = answers;
  if (!Number.isInteger(servers) || servers < 1 || servers > MOST_SERVERS) {
    throw fail("BZ_USAGE", { where: "--servers", found: String(servers), allowed: `a whole number from 1 to ${MOST_SERVERS}` });
  }
  const checked = checkConfig(starterConfig(answers));
  if (!checked.ok) throw new BartizanError(checked.problems);
}

/** What is wrong with one answer, in a line; undefined when nothing is. */
function problemWith(answers: Answers): string | undefined {
  try {
    judge(answers);
    return undefined;
  } catch (error) {
    if (!(error instanceof BartizanError)) throw error;
    const [first] = error.problems;
    return first === undefined ? undefined : `${first.title}. ${first.allowed === undefined ? first.mend : `Allowed: ${first.allowed}`}`;
  }
}

function write(folder: string, answers: Answers): void {
  try {
    for (const { path, content } of filesOf(folder, answers)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    const ignore = join(folder, ".gitignore");
    const before = existsSync(ignore) ? readFileSync(ignore, "utf8") : "";
    if (before.split("\n").includes(STARTER_IGNORED)) return;
    writeFileSync(ignore, `${before}${before === "" || before.endsWith("\n") ? "" : "\n"}${STARTER_IGNORED}\n`);
  } catch (cause) {
    throw fail("BZ_INIT_FOLDER", {
      where: folder,
      found: (cause as NodeJS.ErrnoException).code ?? "an error",
      allowed: "a folder that you may write",
      cause,
    });
  }
}

function nextSteps(folder: string): readonly string[] {
  const there = relative(process.cwd(), folder);
  return [
    "",
    "Next:",
    ...(there === "" ? [] : [`  cd ${there}`]),
    "  bartizan config          what the file describes",
    "  bartizan up --lab        bring it up on this computer",
  ];
}
