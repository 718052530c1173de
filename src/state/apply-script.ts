import { shellWord, shellWords } from "../util/shell.ts";
import { disturbed } from "./held.ts";
import { afterwardsScript, keepFilesScript, keepScript, removeScript } from "./keep-script.ts";
import type { Acts, ArchiveEntry, CommitInputs, ScriptName } from "./kind.ts";
import { actsOn } from "./kinds.ts";
import { HOST_PATHS } from "./paths.ts";
import { EARLY, frame, type LockRequest, numbered, PUT, takeLock } from "./script-frame.ts";
import { type HostPlan, stepsOf } from "./step.ts";
import { SWITCH_SHELL } from "./switch-script.ts";
import { UNIT_SHELL } from "./unit-shell.ts";

const NOTHING: CommitInputs = { secrets: new Map(), certificates: new Map() };

/** What the kinds have to say about the steps of a plan, in its order. */
function said(plan: HostPlan, what: keyof Omit<Acts<never>, "entries">, inputs = NOTHING): readonly string[] {
  return plan.steps.flatMap((step) => actsOn(step)[what]?.(step, plan, inputs) ?? []);
}

/** A script and what goes along with it. */
function archiveOf(script: ScriptName, body: readonly string[], plan: HostPlan, inputs = NOTHING): readonly ArchiveEntry[] {
  const more = plan.steps.flatMap((step) => actsOn(step).entries?.(script, step, plan, inputs) ?? []);
  return [{ name: "run", data: frame(body) }, ...more];
}

/**
 * The first script: takes the lock, then does what changes nothing that runs: packages (their daemons are kept from starting),
 * users, folders, keys. Prints a certificate signing request per certificate as `@value PATH BASE64`.
 */
export function prepareScript(plan: HostPlan, hold: LockRequest): readonly ArchiveEntry[] {
  return archiveOf("prepare", [takeLock(hold, plan.generation), keepScript(plan), ...said(plan, "prepare")], plan);
}

/**
 * The second script: validates every new file by its own part's checker, then replaces, then loads the firewall and leaves, for the engine
 * to confirm it.
 */
export function filesScript(plan: HostPlan, hold: LockRequest, inputs: CommitInputs): readonly ArchiveEntry[] {
  const touched = [...disturbed(plan), ...(stepsOf(plan, "ruleset").length > 0 ? ["ruleset"] : [])];
  const body = [
    PUT,
    takeLock(hold, plan.generation),
    keepFilesScript(plan),
    ...said(plan, "install", inputs),
    EARLY,
    ...said(plan, "early", inputs),
    ...said(plan, "judge", inputs),
    recordScript([...new Set([...plan.formerManifest, ...plan.manifest])]),
    touched.length === 0 ? "" : `rm -f ${shellWords(touched.map((unit) => `${HOST_PATHS.stamps}/${unit}`))}`,
    ...said(plan, "place", inputs),
  ];
  return archiveOf("files", body, plan, inputs);
}

/** The third script: releases, commands and units in the plan's order, then what has left the file; writes the manifest and gives the lock back. */
export function unitsScript(plan: HostPlan, hold: LockRequest, inputs: CommitInputs): readonly ArchiveEntry[] {
  const removals = stepsOf(plan, "remove").map((it) => ({
    unit: it.key.startsWith("unit:"),
    script: numbered(plan, it, removeScript(it.key)),
    afterwards: afterwardsScript(it.key),
  }));
  const units = stepsOf(plan, "unit");
  const body = [
    ...(units.length > 0 ? [UNIT_SHELL] : []),
    ...(units.some((it) => it.resource.switches !== undefined) ? [PUT, SWITCH_SHELL] : []),
    takeLock(hold, plan.generation),
    plan.daemonReload ? "systemctl daemon-reload" : "",
    ...removals.flatMap((it) => (it.unit ? [it.script] : [])),
    ...said(plan, "run", inputs),
    ...removals.flatMap((it) => (it.unit ? [] : [it.script])),
    ...(removals.length > 0 ? ["systemctl daemon-reload"] : []),
    ...removals.flatMap((it) => (it.afterwards === "" ? [] : [it.afterwards])),
    // Enabling and disabling were noted on disk only.
    units.length > 0 || removals.length > 0 ? "systemctl daemon-reload" : "",
    ...stepsOf(plan, "record").map((it) => numbered(plan, it, ":")),
    ...(plan.unfinished === true
      ? []
      : [recordScript(plan.manifest), `printf '%s\\n' ${shellWord(hold.run)} >${HOST_PATHS.generation}`, `rm -f ${HOST_PATHS.lock}`]),
  ];
  return archiveOf("units", body, plan, inputs);
}

function recordScript(keys: readonly string[]): string {
  return `cat >manifest <<'BARTIZAN_MANIFEST'
${keys.join("\n")}
BARTIZAN_MANIFEST
install -o root -g root -m 0600 manifest ${HOST_PATHS.manifest}.new
mv -f ${HOST_PATHS.manifest}.new ${HOST_PATHS.manifest}`;
}
