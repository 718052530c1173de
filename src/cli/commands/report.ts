import { Command, Option } from "@commander-js/extra-typings";
import { reportHtml } from "../../draw/report/html.ts";
import { reportMarkdown } from "../../draw/report/markdown.ts";
import { reportOf } from "../../draw/report/report.ts";
import { checkInputs, judge, todayUtc } from "../../site/judge.ts";
import { openConfig } from "../../site/open-config.ts";
import { formatOf, oneConfig, putDocument } from "../document.ts";
import { day, type GlobalOptions, usage } from "../options.ts";

const FORMATS = ["html", "markdown"] as const;
type Format = (typeof FORMATS)[number];

/** What the ending of a file's name asks for. */
const ENDINGS: Readonly<Record<string, Format>> = { ".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown" };

const WRITERS = { html: reportHtml, markdown: reportMarkdown } as const satisfies Record<Format, unknown>;

interface Options {
  readonly format?: Format;
  readonly output?: string;
  readonly date?: string;
}

export function reportCommand(): Command {
  const command = new Command("report")
    .description("write it all down: picture, requirements, issues, questions and answers, flows, availability, what to do next")
    .argument("[config]", "the file, as with -c")
    .addOption(new Option("--format <format>", "default: by the ending of FILE, else markdown").choices(FORMATS))
    .option("-o, --output <file>", "write it there; default: to standard output")
    .option("--date <day>", "the day to judge by, YYYY-MM-DD; default: today in UTC", day)
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan report -o report.html\n  bartizan report -o docs/infrastructure.md --date 2027-01-31\n\nExit status: 0 written, 1 not written, 2 the file or the command line is wrong.",
    );
  command.action(async (config, options) =>
    run(config, options as Options, command.optsWithGlobals() as GlobalOptions, command.parent?.version() ?? ""),
  );
  return command as unknown as Command;
}

async function run(config: string | undefined, options: Options, globals: GlobalOptions, version: string): Promise<void> {
  const { output, date: today = todayUtc() } = options;
  const format = formatOf(options, ENDINGS, "markdown");
  const path = oneConfig("report", config, globals);
  if (globals.json === true && output === undefined) throw usage("--json", "a report on standard output", "--json together with -o FILE");

  const loaded = await openConfig(path);
  const { verdict, file } = judge(loaded, { failOn: "never", version, today });
  const document = WRITERS[format](reportOf({ ...checkInputs(loaded, today), verdict, file, source: loaded.config.app?.source }));
  putDocument(document, { format, output }, globals.json);
}
