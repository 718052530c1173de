import { Command, Option } from "@commander-js/extra-typings";
import { FAIL_ON, type FailOn, fails, type Judged } from "../../check/formats/format.ts";
import { oneConfig, writeOutput } from "../document.ts";

import { day, type GlobalOptions, usage } from "../options.ts";
import {
  CHECK_FORMATS,
  type CheckFormat,
  COMPARISON_FORMATS,
  type ComparisonFormat,
  formatComparison,
  formatVerdict,
} from "../render/check-formats.ts";
import { showError } from "../render/error.ts";
import { print } from "../render/print.ts";

interface Options {
  readonly format?: CheckFormat;
  readonly output?: string;
  readonly failOn: FailOn;
  readonly only?: readonly string[];
  readonly waivers: boolean;
  readonly base?: string;
  readonly date?: string;
  readonly faultTree?: readonly string[];
  readonly orders?: number | "all";
}

export function checkCommand(): Command {
  const command = new Command("check")
    .description("judge the design: what one loss takes down, what can be read or reached, who notices, and the downtime it adds up to")
    .argument("[config]", "the file, as with -c")
    .addOption(new Option("--format <format>", "how to write it down; default: text").choices(CHECK_FORMATS))
    .option("-o, --output <file>", "write it there, and a summary on the terminal")
    .addOption(
      new Option("--fail-on <severity>", "the least severe finding that makes the exit status 1")
        .choices(FAIL_ON)
        .default("error" as const),
    )
    .option("--only <ids>", "these rules and findings only (comma-separated, or given several times)", collected)
    .option("--no-waivers", "as if the file had no waivers")
    .option("--base <config>", "what changes from that file to this one")
    .option("--date <day>", "the day to judge by, YYYY-MM-DD; default: today in UTC", day)
    .option("--fault-tree <file>", "analyse a fault tree in OpenPSA XML in place of a config; again for each further file of it", appended)
    .option("--orders <orders>", "with --fault-tree: count the cut sets up to this order, or `all`; default: 3", orders)
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan check\n  bartizan check --only plaintext-hop,lb-spof\n  bartizan check --format sarif -o bartizan.sarif --fail-on warning\n  bartizan check --base ../main/bartizan.config.ts --format markdown\n  bartizan check --fault-tree tree.xml --json\n\nExit status: 0 nothing as severe as --fail-on, 1 findings, 2 the file or the command line is wrong, or it could not be analysed.",
    );
  command.action(async (config, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    try {
      process.exitCode = await run(config, options as Options, globals, command.parent?.version() ?? "");
    } catch (error) {
      // Whatever it was: nothing has been judged, and that must not look like findings.
      showError(error, globals.json === true);
      process.exitCode = 2;
    }
  });
  return command as unknown as Command;
}

async function run(config: string | undefined, options: Options, globals: GlobalOptions, version: string): Promise<0 | 1> {
  const format = options.format ?? (globals.json === true ? "json" : "text");
  if (options.faultTree !== undefined) {
    await analyseFiles(options.faultTree, options, format);
    return 0;
  }
  if (options.orders !== undefined) throw usage("--orders", "no --fault-tree", "--orders together with --fault-tree");
  const path = oneConfig("check", config, globals);

  const { openConfig } = await import("../../site/open-config.ts");
  const { judge, todayUtc } = await import("../../site/judge.ts");
  const { only, failOn, waivers, date, base, output } = options;
  const how = { today: date ?? todayUtc(), failOn, waivers, version, ...(only === undefined ? {} : { only }) };
  const judged = judge(await openConfig(path), how);
  if (base === undefined) put(await formatVerdict(judged, format, output === undefined), output);
  else {
    const kind = COMPARISON_FORMATS.find((it) => it === format);
    if (kind === undefined) throw usage("--base", `--format ${format}`, COMPARISON_FORMATS.join(", "));
    if (only !== undefined) throw usage("--base", "--only", "one of the two: a comparison is of everything");
    await compareWith(judge(await openConfig(base), how), judged, kind, output);
  }
  if (output !== undefined) print((await import("../render/check.ts")).summaryLines(judged));
  return judged.verdict.findings.some((it) => fails(it, failOn)) ? 1 : 0;
}

async function compareWith(base: Judged, judged: Judged, format: ComparisonFormat, output: string | undefined): Promise<void> {
  const { compare } = await import("../../check/compare.ts");
  const { flowGroupsOf } = await import("../../catalog/compile.ts");
  const [before, after] = [base, judged].map(({ verdict, infra }) => ({ verdict, flowGroups: flowGroupsOf(infra) }));
  if (before === undefined || after === undefined) return;
  put(await formatComparison(compare(before, after), { before: base.file, after: judged.file }, format, output === undefined), output);
}

async function analyseFiles(files: readonly string[], { orders, output }: Options, format: CheckFormat): Promise<void> {
  if (format !== "text" && format !== "json") throw usage("--fault-tree", `--format ${format}`, "text, json");
  const { analyseFaultTree } = await import("../fault-tree.ts");
  const { faultTreeJson, faultTreeLines } = await import("../render/fault-tree.ts");
  const analysed = analyseFaultTree(files, orders ?? 3);
  put(format === "json" ? faultTreeJson(analysed) : faultTreeLines(analysed).join("\n"), output);
}

function put(text: string, output: string | undefined): void {
  if (output === undefined) print([text]);
  else writeOutput(output, `${text}\n`);
}

function collected(value: string, before: readonly string[] | undefined): readonly string[] {
  const ids = value.split(",").map((id) => id.trim());
  return [...(before ?? []), ...ids.filter((id) => id !== "")];
}

function appended(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function orders(value: string): number | "all" {
  if (value === "all") return value;
  if (!/^[1-9]\d{0,3}$/.test(value)) throw usage("--orders", value, "a whole number from 1 on, or all");
  return Number(value);
}
