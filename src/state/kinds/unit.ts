import { fill } from "../../util/reveal.ts";
import { shellWord, shellWords } from "../../util/shell.ts";
import { stampScript, unitStamps } from "../digest.ts";
import type { Enablement } from "../facts.ts";
import { begins, waitingFor } from "../held.ts";
import type { HostAnswers, Kind, Planning, SeenOf } from "../kind.ts";
import { HOST_PATHS } from "../paths.ts";
import { keyOf, type UnitResource } from "../resource.ts";
import { numbered } from "../script-frame.ts";
import type { StepOf, UnitAction } from "../step.ts";
import { switchScript, trialPath } from "../switch-script.ts";
import { READY_SECONDS } from "../unit-shell.ts";
import { noteShown } from "./file.ts";
import { targetOf } from "./path.ts";

type Seen = SeenOf<"unit">;
type UnitStep = StepOf<"unit">;

const ACTIVE = new Set(["active", "activating", "reloading", "refreshing"]);

export const units: Kind<"unit"> = {
  /**
   * systemctl(1) list-units: `NAME LOAD ACTIVE SUB DESCRIPTION` of the units that are loaded; then the links by which systemd starts
   * units at boot. Three times cheaper than `systemctl show`, which asks systemd for all it knows of each unit.
   */
  ask(all) {
    const links = ["/etc/systemd/system/*.wants/*", "/etc/systemd/system/*.requires/*", "/usr/lib/systemd/system/*.wants/*"];
    const script = `printf 'units\\n'
systemctl list-units --all --full --plain --no-legend --no-pager -- ${shellWords(all.map((it) => it.name))}
printf '\\n'
printf 'wanted\\t%s\\n' ${links.join(" ")}`;
    return { stat: all.flatMap((it) => unitFiles(it.name)), script };
  },

  read({ name }, said) {
    const [restartStamp = "", reloadStamp = ""] = said.note(`${HOST_PATHS.stamps}/${name}`).split(" ");
    const active = said.block("units").get(name)?.[1] ?? "inactive";
    return { kind: "unit", active, enabled: enablementOf(name, said), restartStamp, reloadStamp };
  },

  plan(it, seen, making) {
    const stamps = unitStamps(it, making.byKey, making.secrets);
    const actions = it.want === "running" ? toRun(it, seen, stamps, making.changed) : toRest(it, seen, making);
    if (actions.length === 0) return undefined;
    return { kind: "unit", key: keyOf(it), resource: it, actions, stamps, summary: `${actions.join(", ")} ${it.name}` };
  },

  /** What waited for the unit to be well is done when the unit is. */
  run(step, plan) {
    if (step.resource.switches === undefined || !begins(step)) return numbered(plan, step, unitScript(step));
    const files = waitingFor(plan, step).filter((it): it is StepOf<"file"> => it.kind === "file");
    return [numbered(plan, step, switchScript(plan, step)), ...files.map((it) => numbered(plan, it, noteShown(it)))].join("\n");
  },

  entries(script, step, _, { secrets }) {
    if (script !== "units" || !begins(step)) return [];
    const files = step.resource.switches?.trial.files ?? [];
    return files.map(({ path, content }) => ({ name: trialPath(path), data: fill(content, secrets) }));
  },

  keep: (name) => `keep_unit ${shellWord(name)}`,

  remove(name) {
    const word = shellWord(name);
    return `systemctl disable --now ${word} || true\nsystemctl unmask ${word} || true\nrm -f ${HOST_PATHS.stamps}/${word}`;
  },

  /** A unit that ran before, or was to start at boot, does so again. */
  afterwards(name) {
    const word = shellWord(name);
    const note = `${HOST_PATHS.unitsBefore}/${word}`;
    return `if [ -f ${note} ]; then
  read -r enabled active <${note}
  rm -f ${note}
  case "$enabled" in enabled) systemctl enable ${word} || : ;; masked) systemctl mask ${word} || : ;; esac
  [ "$active" != active ] || systemctl restart ${word} || :
fi`;
  },
};

/** Where a unit's file may be: the operator's before the package's (systemd.unit(5)). */
function unitFiles(name: string): readonly [string, string] {
  return [`/etc/systemd/system/${name}`, `/usr/lib/systemd/system/${name}`];
}

/** A unit whose file is a link to /dev/null is masked (systemd.unit(5)). */
function enablementOf(name: string, said: HostAnswers): Enablement {
  const [own, packaged] = unitFiles(name);
  if (targetOf(said.stats.get(own)) === "/dev/null") return "masked";
  if (!said.stats.has(own) && !said.stats.has(packaged)) return "absent";
  const mine = [...said.tagged("wanted").keys()].filter((link) => link.endsWith(`/${name}`));
  if (mine.some((link) => link.startsWith("/etc/"))) return "enabled";
  return mine.length > 0 ? "static" : "disabled";
}

function toRun(it: UnitResource, seen: Seen | undefined, stamps: UnitStep["stamps"], changed: ReadonlySet<string>): readonly UnitAction[] {
  const actions: UnitAction[] = [];
  if (seen?.enabled === "masked") actions.push("unmask");
  if (seen?.enabled !== "enabled" && seen?.enabled !== "static") actions.push("enable");
  const stale = (keys: readonly string[] = [], stamp = "", wanted = ""): boolean =>
    keys.some((key) => changed.has(key)) || stamp !== wanted;
  if (seen?.active !== "active") actions.push("start");
  else if (stale(it.restartOn, seen.restartStamp, stamps.restart)) actions.push("restart");
  else if (stale(it.reloadOn, seen.reloadStamp, stamps.reload)) actions.push("reload");
  return actions;
}

function toRest(it: UnitResource, seen: Seen | undefined, { installs }: Planning): readonly UnitAction[] {
  const actions: UnitAction[] = [];
  if (seen !== undefined && ACTIVE.has(seen.active)) actions.push("stop");
  if (it.want === "masked") {
    if (seen?.enabled !== "masked") actions.push("mask");
  } else if (seen === undefined || seen.enabled === "absent" ? installs : seen.enabled === "enabled") {
    actions.push("disable");
  }
  return actions;
}

/**
 * Starts, reloads or stops a unit, in the words of `unit-shell.ts`. What it said since, and to the question whether it does its work,
 * goes into the error.
 */
export function unitScript(step: UnitStep): string {
  const { name, ready, readySeconds = READY_SECONDS, reload } = step.resource;
  const word = shellWord(name);
  const told = "|| { ill; exit 1; }";
  const fresh = `mark ${word}\nsystemctl reset-failed ${word} 2>/dev/null || :`;
  const script: Record<UnitAction, string> = {
    unmask: `systemctl unmask ${word}`,
    enable: `systemctl --no-reload enable ${word}`,
    start: `${fresh}\nsystemctl start ${word} ${told}`,
    restart: `${fresh}\nsystemctl restart ${word} ${told}`,
    reload: `mark ${word}\n${reload === undefined ? `systemctl reload ${word}` : `{ ${reload}\n}`} ${told}`,
    stop: `systemctl stop ${word}`,
    disable: `systemctl --no-reload disable ${word} || [ "$(systemctl show -p LoadState --value ${word})" = not-found ]`,
    mask: `systemctl mask --now ${word}`,
  };
  const lines = step.actions.map((action) => script[action]);
  if (begins(step) && ready !== undefined) lines.push(`well ${readySeconds} ${shellWord(ready)} ${told}`);
  lines.push(step.resource.want === "running" ? stampScript(step) : `rm -f ${HOST_PATHS.stamps}/${word}`);
  return lines.join("\n");
}
