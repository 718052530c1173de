import { relative } from "node:path";
import { Command } from "@commander-js/extra-typings";
import type { Finding } from "../../check/finding.ts";
import { selection } from "../../check/only.ts";
import { priced } from "../../check/priced.ts";
import { RULES } from "../../check/rules.ts";
import { findConfig } from "../../config/find.ts";
import { checkInputs, todayUtc } from "../../site/judge.ts";
import { drafted, type FileDraft, type Remedy, readText, repaired } from "../../site/repair.ts";
import { replaceFile } from "../../util/replace-file.ts";
import { type GlobalOptions, usage } from "../options.ts";
import { type Choice, type Fixing, fixingLines, fixJson } from "../render/fix.ts";
import { print } from "../render/print.ts";

interface Options {
  readonly option?: number;
  readonly write?: boolean;
}

export function fixCommand(): Command {
  const command = new Command("fix")
    .description("mend what `check` found by editing the file, comments and formatting kept; shows the patch")
    .argument("[findings...]", "findings or rules, as `check` names them; default: everything that is mended at no cost")
    .option("--option <number>", "of the ways to mend the finding, take this one", number)
    .option("-w, --write", "write the file")
    .addHelpText(
      "after",
      "\nExamples:\n  bartizan fix                              what can be mended at no cost\n  bartizan fix plaintext-hop --write\n  bartizan fix lb-spof                      the options, what they save and cost\n  bartizan fix lb-spof --option 1 --write\n\nExit status: 0 done or nothing to do, 1 something that you asked for has to be chosen or done by hand, 2 the file or the command line is wrong.",
    );
  command.action(async (findings, options) => {
    const globals = command.optsWithGlobals() as GlobalOptions;
    const fixing = await fixed(findings, options as Options, globals);
    print(globals.json === true ? [fixJson(fixing)] : fixingLines(fixing));
    // What was asked for by name and cannot be written as it is.
    const unwritten = findings.length > 0 && (fixing.advice.length > 0 || (options.write === true && fixing.choices.length > 0));
    if (unwritten || fixing.repair.byHand.length > 0) process.exitCode = 1;
  });
  return command as unknown as Command;
}

async function fixed(ids: readonly string[], options: Options, globals: GlobalOptions): Promise<Fixing> {
  const path = findConfig(globals.config, process.cwd());
  const before = await drafted(path, readText(path), todayUtc());
  const wanted = wantedOf(ids, before);
  const choices = choicesOf(wanted, ids.length > 0, before, options);
  const chosen = options.option === undefined ? undefined : remedyOf(choices, options.option);
  const asked = new Set(wanted.map((it) => it.id));
  const repair = await repaired(before, (finding) => {
    // What comes to light while everything is being mended is mended, too.
    if (ids.length === 0 ? finding.waived !== undefined : !asked.has(finding.id)) return undefined;
    return chosen?.finding.id === finding.id ? chosen : mechanical(finding);
  });
  const changed = repair.after.text !== before.text;
  if (options.write === true && changed) replaceFile(path, before.text, repair.after.text, "BZ_FIX_CHANGED");
  return {
    file: relative(process.cwd(), path),
    repair,
    written: options.write === true && changed,
    choices: chosen === undefined ? choices : [],
    advice: wanted.filter((it) => it.fix.kind === "advice"),
    all: ids.length === 0,
    currency: before.loaded.infra.costs?.currency,
  };
}

/** The findings that are asked for: those with these names, or all that nobody has waived. */
function wantedOf(ids: readonly string[], { verdict }: FileDraft): readonly Finding[] {
  if (ids.length === 0) return verdict.findings.filter((it) => it.waived === undefined);
  return selection(ids, RULES).findings(verdict.findings);
}

/** The findings that can be mended in several ways, with what each costs. */
function choicesOf(wanted: readonly Finding[], named: boolean, { loaded, verdict }: FileDraft, options: Options): readonly Choice[] {
  const several = wanted.flatMap((finding) => (finding.fix.kind === "options" ? [{ finding, options: finding.fix.options }] : []));
  if (options.option !== undefined && (!named || several.length !== 1)) {
    const found = !named ? "no finding" : several.length === 0 ? "no finding with options" : several.map((it) => it.finding.id).join(", ");
    throw usage("--option", found, "the name of one finding that can be mended in several ways");
  }
  const { variant } = checkInputs(loaded, verdict.today);
  const context = { infra: loaded.infra, availability: verdict.availability, variant };
  return several.map((it) => ({ finding: it.finding, options: priced(it.options, context) }));
}

function mechanical(finding: Finding): Remedy | undefined {
  return finding.fix.kind === "edit" ? { finding, title: finding.fix.title, edits: finding.fix.edits } : undefined;
}

/** Options are numbered as they are shown. */
function remedyOf([choice]: readonly Choice[], number: number): Remedy | undefined {
  if (choice === undefined) return undefined;
  const option = choice.options.find((it) => it.number === number);
  if (option === undefined) throw usage("--option", String(number), choice.options.map((it) => it.number).join(", "));
  return { finding: choice.finding, title: option.title, edits: option.edits };
}

function number(value: string): number {
  if (!/^[1-9]\d{0,2}$/.test(value)) throw usage("--option", value, "a number from 1 on");
  return Number(value);
}
