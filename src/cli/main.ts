import { readFileSync } from "node:fs";
import type { Command } from "@commander-js/extra-typings";
import { beginEarly, dropEarly } from "../site/early.ts";
import { BartizanError, type ErrorCode } from "../util/errors.ts";
import { showError } from "./render/error.ts";

/** What is wrong with the words that were typed. */
const COMMAND_LINE: ReadonlySet<ErrorCode> = new Set([
  "BZ_USAGE",
  "BZ_CHECK_UNKNOWN",
  "BZ_EXPLAIN_UNKNOWN",
  "BZ_SSH_UNKNOWN_HOST",
  "BZ_PROMOTE_UNKNOWN",
  "BZ_ALERT_UNKNOWN",
]);

/** Exit statuses: 1 failure, 2 the file or the command line is wrong, 3 declined. */
function statusOf(error: unknown): number {
  if (!(error instanceof BartizanError)) return 1;
  const codes = error.problems.map((it) => it.code);
  if (codes.every((code) => code === "BZ_DECLINED")) return 3;
  return codes.every((code) => COMMAND_LINE.has(code) || (code.startsWith("BZ_CONFIG_") && code !== "BZ_CONFIG_REFUSED")) ? 2 : 1;
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
  refuseWithTwo(cli);
  try {
    await cli.parseAsync();
  } catch (error) {
    showError(error, process.argv.includes("--json"));
    // An interrupted run has set its own.
    process.exitCode ??= statusOf(error);
  }
  await dropEarly();
}

/** A command line that is wrong ends with status 2, in commands of commands, too. */
function refuseWithTwo(command: Pick<Command, "exitOverride" | "commands">): void {
  command.exitOverride((status) => process.exit(status.exitCode === 0 ? 0 : 2));
  for (const it of command.commands) refuseWithTwo(it as unknown as Command);
}
