import { relative } from "node:path";
import { selection } from "../check/only.ts";
import { type PricedOption, priced } from "../check/priced.ts";
import { RULES } from "../check/rules.ts";
import { findConfig } from "../config/find.ts";
import type { Finding } from "../kit/faces/finding.ts";
import { fail } from "../util/errors.ts";
import { replaceFile } from "../util/replace-file.ts";
import { checkInputs, todayUtc } from "./judge.ts";
import { drafted, type FileDraft, type Remedy, type Repair, readText, repaired } from "./repair.ts";

export interface FixOptions {
  /** Of the ways to mend the one finding, this one, as they are numbered. */
  readonly option?: number;
  readonly write?: boolean;
}

/** A finding that can be mended in several ways. */
export interface Choice {
  readonly finding: Finding;
  readonly options: readonly PricedOption[];
}

/** What `fix` has found to do, and done. */
export interface Fixing {
  /** Relative to the working directory. */
  readonly file: string;
  readonly repair: Repair;
  readonly written: boolean;
  /** What is left to choose. */
  readonly choices: readonly Choice[];
  /** What only people can do. */
  readonly advice: readonly Finding[];
  /** Whether no finding was asked for by name. */
  readonly all: boolean;
  /** ISO 4217; absent when the file says no prices. */
  readonly currency: string | undefined;
}

/**
 * Mends findings and rules of these names (all that nobody has waived, when there are none) in the file that is named, or the one here or
 * above. What can be mended in several ways is left to choose, but for the one finding that `option` is about.
 */
export async function fix(config: string | undefined, ids: readonly string[], options: FixOptions): Promise<Fixing> {
  const path = findConfig(config, process.cwd());
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
function choicesOf(wanted: readonly Finding[], named: boolean, { loaded, verdict }: FileDraft, options: FixOptions): readonly Choice[] {
  const several = wanted.flatMap((finding) => (finding.fix.kind === "options" ? [{ finding, options: finding.fix.options }] : []));
  if (options.option !== undefined && (!named || several.length !== 1)) {
    const found = !named ? "no finding" : several.length === 0 ? "no finding with options" : several.map((it) => it.finding.id).join(", ");
    throw fail("BZ_USAGE", { where: "--option", found, allowed: "the name of one finding that can be mended in several ways" });
  }
  const { variant } = checkInputs(loaded, verdict.today);
  const context = { infra: loaded.infra, availability: verdict.availability, variant };
  return several.map((it) => ({ finding: it.finding, options: priced(it.options, context) }));
}

function mechanical(finding: Finding): Remedy | undefined {
  return finding.fix.kind === "edit" ? { finding, title: finding.fix.title, edits: finding.fix.edits } : undefined;
}

/** FixOptions are numbered as they are shown. */
function remedyOf([choice]: readonly Choice[], number: number): Remedy | undefined {
  if (choice === undefined) return undefined;
  const option = choice.options.find((it) => it.number === number);
  if (option === undefined)
    throw fail("BZ_USAGE", { where: "--option", found: String(number), allowed: choice.options.map((it) => it.number).join(", ") });
  return { finding: choice.finding, title: option.title, edits: option.edits };
}
