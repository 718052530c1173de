import { createTwoFilesPatch } from "diff";
import pc from "picocolors";
import { flowGroupsOf } from "../../catalog/compile.ts";
import { compare } from "../../check/compare.ts";
import type { PricedOption } from "../../check/priced.ts";
import { availabilityWords, changeWords, downtimeWords } from "../../check/words.ts";
import type { Finding } from "../../kit/faces/finding.ts";
import type { Choice, Fixing } from "../../site/fix.ts";
import type { FileDraft, Repair } from "../../site/repair.ts";
import { formatProblem } from "../../util/errors.ts";
import { counted, grouped } from "../../util/number.ts";
import { tableLines } from "./columns.ts";
import { diffLines } from "./plan.ts";
import { breakAtSpaces } from "./table.ts";

const WIDTH = 80;

/** What was done, the patch, what it changes, and what is left to decide. */
export function fixingLines(fixing: Fixing): readonly string[] {
  const { repair, choices, advice, all } = fixing;
  const left = all ? leftLines(fixing) : [...choices.flatMap((it) => choiceLines(it, fixing)), ...advice.flatMap(adviceLines)];
  const lines = [...repair.done.flatMap(doneLines), ...patchLines(fixing), ...repair.byHand.flatMap(handLines), ...left];
  if (lines.length === 0) return [pc.green("Nothing to mend.")];
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function doneLines({ finding, title }: Repair["done"][number]): readonly string[] {
  return [pc.bold(finding.id), ...indented(title), ""];
}

function handLines({ remedy, error }: Repair["byHand"][number]): readonly string[] {
  const problems = error.problems.flatMap((it) =>
    formatProblem(it)
      .replace(/^\S+/, (code) => pc.red(code))
      .split("\n"),
  );
  return [pc.bold(remedy.finding.id), ...indented(remedy.title), ...problems.map((line) => `  ${line}`), ""];
}

function adviceLines(finding: Finding): readonly string[] {
  return [
    pc.bold(finding.id),
    ...indented(finding.title),
    ...indented(`By hand: ${finding.fix.kind === "advice" ? finding.fix.title : ""}`),
    "",
  ];
}

/** The patch, and what the check says of it. */
function patchLines({ file, repair, written }: Fixing): readonly string[] {
  const { before, after } = repair;
  if (before.text === after.text) return [];
  const comparison = compare(side(before), side(after));
  const ids = (findings: readonly Finding[]): string => (findings.length === 0 ? "none" : findings.map((it) => it.id).join(", "));
  const fact = (label: string, text: string): readonly string[] =>
    breakAtSpaces(text, WIDTH - 10).map((line, index) => `${index === 0 ? pc.dim(label.padEnd(10)) : " ".repeat(10)}${line}`);
  return [
    ...diffLines(file, before.text, after.text).filter((line) => line !== ""),
    "",
    ...fact("gone", ids(comparison.findings.gone)),
    ...fact("new", ids(comparison.findings.new)),
    ...fact("downtime", downtimeChange(before, after)),
    written ? pc.green(`${file} is written.`) : `Nothing is written yet: add --write.`,
    "",
  ];
}

function downtimeChange(before: FileDraft, after: FileDraft): string {
  const { downtimeMinutes, unavailability } = after.verdict.availability;
  const change = changeWords(compare(side(before), side(after)));
  if (change === "the same downtime") return `${downtimeWords(downtimeMinutes)} a year, as before`;
  const old = downtimeWords(before.verdict.availability.downtimeMinutes);
  return `${old} a year before, ${downtimeWords(downtimeMinutes)} after (${availabilityWords(unavailability)} available): ${change}`;
}

function side({ verdict, loaded }: FileDraft): Parameters<typeof compare>[0] {
  return { verdict, flowGroups: flowGroupsOf(loaded.infra) };
}

/** The ways to mend a finding, with their prices. */
function choiceLines({ finding, options }: Choice, { currency }: Fixing): readonly string[] {
  const titles = options.flatMap(({ number, title, note }) => {
    const lines = breakAtSpaces(`${title}${note === undefined ? "" : ` ${note}`}`, WIDTH - 4);
    return lines.map((line, index) => `${index === 0 ? String(number).padStart(2) : "  "}  ${line}`);
  });
  const costly = options.filter((it) => (it.worth?.machines ?? 0) > 0);
  const priced = currency !== undefined || costly.some((it) => it.worth?.perMonth !== undefined);
  const price = (per: string): { readonly head: string; readonly right: boolean } => ({
    head: `${currency ?? "PRICE"} A ${per}`,
    right: true,
  });
  const columns = [
    { head: " #" },
    { head: "MINUTES SAVED A YEAR", right: true },
    { head: "MACHINES", right: true },
    ...(priced ? [price("MONTH"), price("MINUTE")] : []),
    { head: "ADDED HOSTS" },
  ];
  const rows = options.map((it) => [String(it.number).padStart(2), ...worthCells(it, priced), it.addedHosts.join(", ") || "none"]);
  const unknown = priced || costly.length === 0 ? [] : ["    Without prices: `costs` in the file would tell what a minute costs."];
  const how = `    bartizan fix '${finding.id}' --option ${options[0]?.number ?? 1}`;
  return [
    pc.bold(finding.id),
    ...indented(finding.title),
    "",
    ...titles,
    "",
    ...tableLines(columns, rows, pc.bold),
    ...unknown,
    "",
    pc.dim(how),
    "",
  ];
}

function worthCells({ worth, perMinute }: PricedOption, prices: boolean): readonly string[] {
  if (worth === undefined) return ["-", "-", ...(prices ? ["-", "-"] : [])];
  const saved = Math.abs(worth.minutes) < 1 / 60 ? "0" : grouped(worth.minutes, Math.abs(worth.minutes) < 10 ? 1 : 0);
  const price = (value: number | undefined): string => (value === undefined ? "-" : grouped(value, 2));
  return [saved, worth.machines === 0 ? "0" : `+${worth.machines}`, ...(prices ? [price(worth.perMonth), price(perMinute)] : [])];
}

/** What a run without names leaves: not read in full here, for there may be many. */
function leftLines({ choices, advice }: Fixing): readonly string[] {
  const chosen = choices.map(({ finding, options }) => `  ${finding.id}: ${counted(options.length, "way")} to mend it`);
  const people = advice.map((finding) => `  ${finding.id}`);
  return [
    ...(chosen.length === 0 ? [] : [pc.bold("To choose, with `bartizan fix FINDING`:"), ...chosen, ""]),
    ...(people.length === 0 ? [] : [pc.bold("For people, as `bartizan explain FINDING` says:"), ...people, ""]),
  ];
}

function indented(text: string): readonly string[] {
  return breakAtSpaces(text, WIDTH - 2).map((line) => `  ${line}`);
}

/** The same for programs; keys stay, new ones may come. */
export function fixJson({ file, repair, written, choices, advice }: Fixing): string {
  const { before, after, done, byHand } = repair;
  const { findings } = compare(side(before), side(after));
  return JSON.stringify({
    version: 1,
    file,
    changed: before.text !== after.text,
    written,
    patch: before.text === after.text ? "" : patchOf(file, before.text, after.text),
    done: done.map(({ finding, title, edits }) => ({ finding: finding.id, title, edits })),
    byHand: byHand.map(({ remedy, error }) => ({ finding: remedy.finding.id, title: remedy.title, problems: error.problems })),
    findings: { gone: findings.gone.map((it) => it.id), new: findings.new.map((it) => it.id) },
    downtimeMinutes: { before: before.verdict.availability.downtimeMinutes, after: after.verdict.availability.downtimeMinutes },
    options: choices.map(({ finding, options }) => ({ finding: finding.id, options })),
    advice: advice.map(({ id, fix }) => ({ finding: id, title: fix.kind === "advice" ? fix.title : "" })),
  });
}

/** For patch(1) -p0. */
function patchOf(file: string, before: string, after: string): string {
  const patch = createTwoFilesPatch(file, file, before, after, "", "", { context: 3 });
  return patch.slice(patch.indexOf("--- "));
}
