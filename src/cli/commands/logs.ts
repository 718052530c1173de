import { Command } from "@commander-js/extra-typings";
import { ROLES } from "../../catalog/roles.ts";
import { openTarget, withHosts } from "../../site/target.ts";
import { fail } from "../../util/errors.ts";
import { type JournalOptions, journalCommand, journalQuestions, UNKNOWN_UNIT, unknownSubject } from "../journal.ts";
import { type GlobalOptions, usage } from "../options.ts";
import { print } from "../render/print.ts";

/** Lines of a host when nobody says how many, nor since when. */
const LINES = 50;

export function logsCommand(): Command {
  const command = new Command("logs")
    .description("what the hosts' journals say, each line with its host")
    .argument("[what]", `a role (${ROLES.join(", ")}), a host, or a unit; default: everything of Bartizan's parts`)
    .option("-f, --follow", "go on as new lines come")
    .option("-n, --lines <n>", `lines a host to start with; default: ${LINES}, or all with --since`)
    .option("-S, --since <time>", "lines since then, in journalctl's words: -1h, today, '2027-01-31 12:00'")
    .option("-g, --grep <pattern>", "lines whose message has this regular expression (PCRE; all small letters: either case)")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan logs --lab\n  bartizan logs balancer -f\n  bartizan logs srv1 -n 200\n  bartizan logs balancer --since -15min --grep 'code=5'\n  bartizan logs cron\n\nExit status: 0 the hosts have answered, 1 one of them has not, 2 the file or the command line is wrong.",
    );
  command.action(async (what, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const target = await openTarget(globals);
    const lines = options.lines === undefined ? undefined : wholeNumber("--lines", options.lines);
    const questions = journalQuestions(target.infra, what);
    const asked: JournalOptions = {
      follow: options.follow === true,
      ...(lines === undefined && options.since !== undefined ? {} : { lines: lines ?? LINES }),
      ...(options.since === undefined ? {} : { since: options.since }),
      ...(options.grep === undefined ? {} : { grep: options.grep }),
    };
    const width = Math.max(0, ...questions.map((it) => it.host.length));
    await withHosts(target, async (transport) => {
      const results = await Promise.all(
        questions.map(async (it) => {
          const onLine = (line: string): void => print([`${it.host.padEnd(width)}  ${line}`]);
          return { host: it.host, ...(await transport.run(it.host, journalCommand(it, asked), { onLine })) };
        }),
      );
      if (what !== undefined && results.every((it) => it.code === UNKNOWN_UNIT)) throw unknownSubject(target.infra, what);
      for (const { host, code, stderr } of results) refuse(host, code, stderr.trim());
    });
  });
  return command as unknown as Command;
}

/** journalctl(1) also ends with 1, in silence, when no line has the pattern; and behind a pipe only its words are left. */
function refuse(host: string, code: number, said: string): void {
  if (code === UNKNOWN_UNIT || said === "") return;
  const timestamp = /Failed to parse (timestamp|starting time|--since)/i.test(said);
  if (timestamp)
    throw fail("BZ_USAGE", { where: "--since", output: said, allowed: "a time as journalctl(1) takes it: -1h, today, '2027-01-31 12:00'" });
  if (/pattern|regular expression|regex/i.test(said))
    throw fail("BZ_USAGE", { where: "--grep", output: said, allowed: "a regular expression (PCRE)" });
  if (code !== 0) throw fail("BZ_STEP_FAILED", { where: host, found: `journalctl (status ${code})`, output: said });
}

function wholeNumber(where: string, value: string): number {
  if (/^\d{1,7}$/.test(value)) return Number(value);
  throw usage(where, value, "a whole number");
}
