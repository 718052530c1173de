import { secretsIn } from "../../util/content.ts";
import { fail } from "../../util/errors.ts";
import { sha256 } from "../../util/hash.ts";
import { fill } from "../../util/reveal.ts";
import { anyLocked, type Secrets } from "../../util/secret.ts";
import { shellWord, shellWords } from "../../util/shell.ts";
import { heldPath, waits } from "../held.ts";
import type { ArchiveEntry, Kind } from "../kind.ts";
import { backScript } from "../originals.ts";
import { HOST_PATHS } from "../paths.ts";
import { type FileResource, keyOf } from "../resource.ts";
import { numbered, stagePath } from "../script-frame.ts";
import { isClosed, shownText } from "../shown.ts";
import type { StepOf } from "../step.ts";
import { askPaths, type PathSeen, pathDifference, readPath } from "./path.ts";

export const files: Kind<"file"> = {
  ask: askPaths,
  read: readPath,

  plan(it, seen, { secrets }) {
    if (anyLocked(secretsIn(it.content), secrets)) return keptClosed(it, seen);
    const other = seen?.type === "regular file" && seen.sha256 !== sha256(fill(it.content, secrets));
    const why = pathDifference(seen, "regular file", it.owner, it.mode ?? "0644") ?? (other ? "change" : undefined);
    return why === undefined ? undefined : { kind: "file", key: keyOf(it), resource: it, summary: `${other ? "change" : why} ${it.path}` };
  },

  early: (step, plan) => (waits(plan, step) || step.resource.validate !== undefined ? undefined : `early ${putWords(step)}`),

  judge(step, plan) {
    const { path, validate } = step.resource;
    if (validate === undefined) return "";
    // Not `finish`ed: the step is done when the file is in place.
    return `begin ${plan.steps.indexOf(step)}\nsh -c ${shellWord(validate)} validate "$PWD/${stagePath(path)}" || refuse`;
  },

  place: (step, plan) => (waits(plan, step) ? undefined : numbered(plan, step, `put ${putWords(step)}\n${noteShown(step)}`)),

  /** One that waits for a unit goes with the script that starts the unit, and is judged with the others all the same. */
  entries(script, step, plan, { secrets }) {
    if (script === "prepare") return [];
    const { path, content } = step.resource;
    const held = waits(plan, step);
    const data = fill(content, secrets);
    if (script === "files") return [{ name: stagePath(path), data }, ...(held ? [] : shownEntries(step, secrets))];
    return held ? [{ name: heldPath(path), data }, ...shownEntries(step, secrets)] : [];
  },

  keep: (path) => `keep ${shellWord(path)}`,
  remove: removeFile,
};

/** Who may not read what a file holds leaves it as it is, but cannot make it. */
function keptClosed({ path }: FileResource, seen: PathSeen | undefined): undefined {
  if (seen?.type === "regular file") return undefined;
  throw fail("BZ_VAULT_LOCKED", { where: path, found: "a file to write, whose secret your key does not open" });
}

function putWords(step: StepOf<"file">): string {
  const { path, owner = "root:root", mode = "0644" } = step.resource;
  return shellWords([stagePath(path), path, owner, mode]);
}

function shownEntries({ resource }: StepOf<"file">, secrets: Secrets): readonly ArchiveEntry[] {
  return isClosed(resource) ? [{ name: `shown${resource.path}`, data: shownText(resource.content, secrets) }] : [];
}

/** Says beside a file with secrets what may be shown of it; see `shown.ts`. */
export function noteShown({ resource }: StepOf<"file">): string {
  const note = shellWord(`${HOST_PATHS.shown}${resource.path}`);
  return isClosed(resource) ? `install -D -m 0600 ${shellWord(`shown${resource.path}`)} ${note}` : `rm -f ${note}`;
}

/** Takes away a file or a link; what a package had put there comes back. */
export function removeFile(path: string): string {
  const word = shellWord(path);
  return `${ending(path)}rm -f ${word} ${HOST_PATHS.shown}${word}\n${backScript(path)}`;
}

/** A service that a timer starts has no step of its own: what it is doing ends with its file. */
function ending(path: string): string {
  const service = /^\/etc\/systemd\/system\/([^/]+\.service)$/.exec(path)?.[1];
  return service === undefined ? "" : `systemctl stop ${shellWord(service)} 2>/dev/null || true\n`;
}
