import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { check, type Verdict } from "../check/check.ts";
import { checkConfig } from "../config/check.ts";
import { applyEdits } from "../config/edit.ts";
import { type LoadedConfig, loadText } from "../config/load.ts";
import { byHand, rewrite } from "../config/source/rewrite.ts";
import type { Edit, Finding, JudgedFinding } from "../kit/faces/finding.ts";
import type { InfrastructureConfig } from "../language/config.ts";
import { BartizanError, fail } from "../util/errors.ts";
import { checkInputs, todayUtc } from "./judge.ts";

/** A text of the config file, loaded and judged. */
export interface FileDraft {
  readonly text: string;
  readonly loaded: LoadedConfig;
  readonly verdict: Verdict;
}

/** What is to be done about a finding. */
export interface Remedy {
  readonly finding: Finding;
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** What has become of a file. */
export interface Repair {
  readonly before: FileDraft;
  readonly after: FileDraft;
  /** What has been done, in order. */
  readonly done: readonly Remedy[];
  /** What the file is not written for, each with the lines to write. */
  readonly byHand: readonly { readonly remedy: Remedy; readonly error: BartizanError }[];
}

/** Reads a file as text that can be written back byte for byte. Throws `BZ_CONFIG_FILE_UNREADABLE`. */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? "an error";
    throw fail("BZ_CONFIG_FILE_UNREADABLE", { where: path, found, allowed: "a file that you may read", cause });
  }
  const text = bytes.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(bytes)) {
    throw fail("BZ_CONFIG_FILE_UNREADABLE", { where: path, found: "bytes that are not UTF-8", allowed: "a text in UTF-8" });
  }
  return text;
}

/** Loads and judges a text as if it stood in the file. */
export async function drafted(path: string, text: string, today: string): Promise<FileDraft> {
  const loaded = await loadText(path, text);
  return { text, loaded, verdict: check(checkInputs(loaded, today)) };
}

/** The file of a target, to be edited. */
export async function draftOfFile({ loaded: { path } }: { readonly loaded: LoadedConfig }): Promise<FileDraft> {
  return drafted(path, readText(path), todayUtc());
}

/**
 * Applies remedies one after the other. After each one the file is judged anew: it may have mended more than one finding, and what
 * the next one's edits lead through may have moved. Each finding is asked about once.
 */
export async function repaired(before: FileDraft, remedyOf: (finding: JudgedFinding) => Remedy | undefined): Promise<Repair> {
  const asked = new Set<string>();
  const done: Remedy[] = [];
  const failed: { readonly remedy: Remedy; readonly error: BartizanError }[] = [];
  let after = before;
  for (;;) {
    const next = after.verdict.findings.find((it) => !asked.has(it.id));
    if (next === undefined) return { before, after, done, byHand: failed };
    asked.add(next.id);
    const remedy = remedyOf(next);
    if (remedy === undefined) continue;
    try {
      after = await withEdits(after, remedy.edits);
      done.push(remedy);
    } catch (error) {
      if (!(error instanceof BartizanError) || error.problems.some(({ code }) => code !== "BZ_FIX_BY_HAND")) throw error;
      failed.push({ remedy, error });
    }
  }
}

/** The file with edits, loaded: a constant that is used in several places, or code that changes the config, shows only then. */
export async function withEdits(draft: FileDraft, edits: readonly Edit[]): Promise<FileDraft> {
  const { path, config } = draft.loaded;
  const source = { name: basename(path), text: draft.text, config };
  const wanted = checkConfig(applyEdits(config, edits));
  if (!wanted.ok) throw new BartizanError(wanted.problems);
  const text = rewrite(source, edits);
  const result = await drafted(path, text, draft.verdict.today).catch((cause: unknown) => {
    throw byHand(source, edits, `the file would no longer load: ${(cause as Error).message.split("\n")[0]}`);
  });
  if (!isDeepStrictEqual(plain(result.loaded.config), plain(wanted.config))) {
    throw byHand(source, edits, "other values of the file depend on the same place");
  }
  return result;
}

/** Without the keys that hold nothing. */
function plain(config: InfrastructureConfig): unknown {
  return JSON.parse(JSON.stringify(config));
}
