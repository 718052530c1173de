import { withParameters } from "../util/script.ts";
import { shellWord, shellWords } from "../util/shell.ts";
import { stampScript } from "./digest.ts";
import { heldPath, waitingFor } from "./held.ts";
import { pointScript, pruneScript } from "./kinds/release.ts";
import { HOST_PATHS } from "./paths.ts";
import { SCRIPT_EXIT } from "./script-frame.ts";
import type { HostPlan, StepOf } from "./step.ts";
import shell from "./switch-shell.sh";
import { ENDS, READY_SECONDS } from "./unit-shell.ts";

/** Where a file of a trial stands within the archive of a script. */
export const trialPath = (path: string): string => `trial${path}`;

/**
 * Gives a unit something new: a release, other settings. While it serves, the new is tried beside it first, as a unit of its own. Then all
 * of it is put in place at once and the unit restarted. Is it ill, then or before, what it had stays or comes back, and the script ends.
 *
 * From the first to the last word nobody's leaving ends it (\`busy\`). What was there is kept on disk meanwhile: after a power cut, the
 * next run knows what to go back to.
 */
export function switchScript(plan: HostPlan, step: StepOf<"unit">): string {
  const { name, ready = "true", readySeconds = READY_SECONDS, switches } = step.resource;
  if (switches === undefined) throw new TypeError(`${name} has nothing to switch to`);
  const waiting = waitingFor(plan, step);
  const files = waiting.flatMap((it) => (it.kind === "file" ? [it.resource] : []));
  const release = waiting.find((it) => it.kind === "release");
  const paths = switches.together.flatMap((key) => (key.startsWith("file:") ? [key.slice("file:".length)] : []));
  const [root] = switches.together.flatMap((key) => (key.startsWith("release:") ? [key.slice("release:".length)] : []));
  const current = root === undefined ? "" : `${root}/current`;
  const stamp = `${HOST_PATHS.stamps}/${name}`;
  const puts = files.map(({ path, owner = "root:root", mode = "0644" }) => `put ${shellWords([heldPath(path), path, owner, mode])}`);
  return `unit=${shellWord(name)} kept=${shellWord(`${HOST_PATHS.before}/${name}`)} current=${shellWord(current)} ready=${shellWord(ready)}
new=${shellWord(release?.kind === "release" ? `release ${release.resource.id}` : "what it was given")}
touch busy
if systemctl is-active --quiet "$unit"; then
  keep ${shellWords([stamp, ...paths])}
${trialScript(step)}
fi
rm -f ${shellWord(stamp)}
${[...puts, release?.kind === "release" ? pointScript(release.resource.root, release.resource.id) : ":"].join("\n")}
systemctl daemon-reload
${step.actions.includes("unmask") ? 'systemctl unmask "$unit"\n' : ""}systemctl --no-reload enable "$unit"
mark "$unit"
systemctl reset-failed "$unit" 2>/dev/null || :
if [ -d "$kept" ]; then
  { systemctl restart "$unit" && well ${readySeconds} "$ready" ${ENDS}; } || back ${readySeconds} ${shellWords([stamp, ...paths])}
else
  { systemctl restart "$unit" && well ${readySeconds} "$ready"; } || { ill; rm -f busy; exit 1; }
fi
${stampScript(step)}
rm -rf "$kept" busy${release?.kind === "release" ? `\n${pruneScript(release.resource)}` : ""}`;
}

/** Nothing of a trial is left, however it ends; one that a power cut left behind is gone with /run. */
function trialScript({ resource }: StepOf<"unit">): string {
  const { readySeconds = READY_SECONDS, switches } = resource;
  const { name, files, folders, ready } = switches?.trial ?? { name: "", files: [], folders: [], ready: "" };
  const units = [name, ...files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)).filter((it) => it.endsWith(".socket"))];
  const end = `systemctl stop ${shellWords(units)} 2>/dev/null || :
  systemctl reset-failed ${shellWords(units)} 2>/dev/null || :
  rm -rf ${shellWords([...files.map(({ path }) => path), ...folders])}`;
  const puts = files.map(({ path, mode = "0644" }) => `install -D -m ${mode} ${shellWords([trialPath(path), path])}`);
  return `  ${end}
  ${puts.join("\n  ")}
  systemctl daemon-reload
  mark ${shellWord(name)}
  verdict=well words=''
  # Well twice: what answers once and ends is not.
  { systemctl start ${shellWord(name)} && well ${readySeconds} ${shellWord(ready)} ${ENDS} && sleep 2 && well 3 ${shellWord(ready)} 1; } || { verdict=ill words=$(ill); }
  short=$(shortly)
  ${end}
  systemctl daemon-reload
  unit=${shellWord(resource.name)}
  if [ "$verdict" = ill ]; then
    # It does not listen where it is told to, so it cannot run beside itself: whether it is well shows when it takes the other's place.
    if printf '%s' "$words" | grep -qiE 'address (already )?in use|EADDRINUSE|connection in use|port [0-9]+ is (already )?in use'; then :; else
      printf '%s\\n' "$words"
      went_on "goes on: the new one was tried beside it, and no request reached that"
      rm -rf "$kept" busy
      value ill "$short"
      exit ${SCRIPT_EXIT.ill}
    fi
  fi`;
}

/** The verbs of a switch. */
export const SWITCH_SHELL = withParameters(shell, { ILL: String(SCRIPT_EXIT.ill) });
