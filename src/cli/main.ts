import { readFileSync } from "node:fs";
import type { Command } from "@commander-js/extra-typings";
import { beginEarly, dropEarly } from "../site/early.ts";
import { BartizanError, type ErrorCode } from "../util/errors.ts";
import { EXIT } from "./exit-status.ts";
import { showError } from "./render/error.ts";

/** What is wrong with the words that were typed. */
const COMMAND_LINE: ReadonlySet<ErrorCode> = new Set([
  "BZ_USAGE",
  "BZ_CHECK_UNKNOWN",
  "BZ_EXPLAIN_UNKNOWN",
  "BZ_SSH_UNKNOWN_HOST",
  "BZ_PROMOTE_UNKNOWN",
  "BZ_ALERT_UNKNOWN",
  "BZ_PLAN_FILE",
  "BZ_PLAN_FORMAT",
  "BZ_PLAN_OTHER",
]);

function statusOf(error: unknown): number {
  if (!(error instanceof BartizanError)) return EXIT.failed;
  const codes = error.problems.map((it) => it.code);
  if (codes.every((code) => code === "BZ_DECLINED")) return EXIT.declined;
  const wrong = codes.every((code) => COMMAND_LINE.has(code) || (code.startsWith("BZ_CONFIG_") && code !== "BZ_CONFIG_REFUSED"));
  return wrong ? EXIT.wrong : EXIT.failed;
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
// A reader that went away (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const words = process.argv.slice(2);
beginEarly(words);
// No await outside of a function: the bundle is CommonJS, which Node 20 loads in less processor time than ES modules.
void main();

async function main(): Promise<void> {
  const { program } = await import("./program.ts");
  const cli = await program(version, words);
  refuseAsWrong(cli);
  try {
    await cli.parseAsync();
  } catch (error) {
    showError(error, process.argv.includes("--json"));
    // An interrupted run has set its own.
    process.exitCode ??= statusOf(error);
  }
  await dropEarly();
}

/** A command line that is wrong ends with its status in commands of commands, too. */
function refuseAsWrong(command: Pick<Command, "exitOverride" | "commands">): void {
  command.exitOverride((status) => process.exit(status.exitCode === 0 ? EXIT.done : EXIT.wrong));
  for (const it of command.commands) refuseAsWrong(it as unknown as Command);
}
