import { Command, Option } from "@commander-js/extra-typings";
import { flowsOf } from "../../catalog/compile.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { draw } from "../../draw/draw.ts";
import { type Marks, marksOf, NO_MARKS } from "../../draw/marks.ts";
import { THEMES, type Theme } from "../../draw/theme.ts";
import { openConfig } from "../../site/open-config.ts";
import { formatOf, oneConfig, putDocument } from "../document.ts";
import { type GlobalOptions, usage } from "../options.ts";

const FORMATS = ["svg", "png", "mermaid", "dot"] as const;
type Format = (typeof FORMATS)[number];

/** What the ending of a file's name asks for. */
const ENDINGS: Readonly<Record<string, Format>> = {
  ".svg": "svg",
  ".png": "png",
  ".mmd": "mermaid",
  ".mermaid": "mermaid",
  ".dot": "dot",
  ".gv": "dot",
};

interface Options {
  readonly format?: Format;
  readonly output?: string;
  readonly theme: Theme;
  readonly scale?: number;
  readonly marks: boolean;
}

export function drawCommand(): Command {
  const command = new Command("draw")
    .description("draw the infrastructure: hosts, flows, encryption, firewalls, and what the check finds")
    .argument("[config]", "the file, as with -c")
    .addOption(new Option("--format <format>", "default: by the ending of FILE, else svg").choices(FORMATS))
    .option("-o, --output <file>", "write it there; default: to standard output")
    .addOption(new Option("--theme <theme>", "auto follows the reader's system").choices(THEMES).default("auto" as const))
    .option("--scale <number>", "of a PNG: its pixels for one of the SVG; default: 2", scale)
    .option("--no-marks", "the design alone, without what the check finds")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan draw -o site.svg\n  bartizan draw -o wall.png --theme dark --scale 4\n  bartizan draw --format mermaid --no-marks >> README.md\n\nExit status: 0 drawn, 1 not drawn, 2 the file or the command line is wrong.",
    );
  command.action(async (config, options) => run(config, options as Options, command.optsWithGlobals() as GlobalOptions));
  return command as unknown as Command;
}

async function run(config: string | undefined, options: Options, globals: GlobalOptions): Promise<void> {
  const { output, theme } = options;
  const format = formatOf(options, ENDINGS, "svg");
  const path = oneConfig("draw", config, globals);
  if (globals.json === true && output === undefined) throw usage("--json", "a picture on standard output", "--json together with -o FILE");
  if (options.scale !== undefined && format !== "png") throw usage("--scale", `a ${format} picture`, "--scale with a PNG");
  if (format === "png" && output === undefined && process.stdout.isTTY === true)
    throw usage("--format png", "a terminal", "-o FILE, or a pipe");

  const loaded = await openConfig(path);
  const marks = options.marks ? await marksFor(loaded) : NO_MARKS;
  const picture = (language: Exclude<Format, "png">, its: Theme): string =>
    draw(loaded.infra, flowsOf(loaded.infra), { language, marks, theme: its });
  // Pixels cannot follow the reader's system.
  const content =
    format === "png"
      ? (await import("../png.ts")).pngOf(picture("svg", theme === "auto" ? "light" : theme), options.scale)
      : picture(format, theme);
  putDocument(content, { format, output }, globals.json);
}

async function marksFor(loaded: LoadedConfig): Promise<Marks> {
  const { check } = await import("../../check/check.ts");
  const { checkInputs, todayUtc } = await import("../../site/judge.ts");
  return marksOf(check(checkInputs(loaded, todayUtc())).findings);
}

function scale(value: string): number {
  const number = Number(value);
  if (!(number >= 0.1 && number <= 20)) throw usage("--scale", value, "a number from 0.1 to 20");
  return number;
}
