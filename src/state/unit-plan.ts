import type { Secrets } from "../util/secret.ts";
import { unitStamps } from "./digest.ts";
import type { Observed } from "./facts.ts";
import { keyOf, type Resource, type UnitResource } from "./resource.ts";
import type { Step, UnitAction } from "./step.ts";

interface UnitInputs {
  /** Keys of the resources that this plan changes. */
  readonly changed: ReadonlySet<string>;
  /** Whether packages are installed before: they may enable units that are not there yet. */
  readonly installs: boolean;
  readonly byKey: ReadonlyMap<string, Resource>;
  readonly secrets: Secrets;
}

const ACTIVE = new Set(["active", "activating", "reloading", "refreshing"]);

/** What a unit needs; nothing when it runs with what it should run with. */
export function planUnit(it: UnitResource, fact: Observed | undefined, inputs: UnitInputs): Step | undefined {
  const seen = fact?.kind === "unit" ? fact : undefined;
  const stamps = unitStamps(it, inputs.byKey, inputs.secrets);
  const actions = it.want === "running" ? toRun(it, seen, stamps, inputs.changed) : toRest(it, seen, inputs.installs);
  if (actions.length === 0) return undefined;
  return { kind: "unit", key: keyOf(it), resource: it, actions, stamps, summary: `${actions.join(", ")} ${it.name}` };
}

type Seen = Extract<Observed, { kind: "unit" }> | undefined;

function toRun(
  it: UnitResource,
  seen: Seen,
  stamps: { restart: string; reload: string },
  changed: ReadonlySet<string>,
): readonly UnitAction[] {
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

function toRest(it: UnitResource, seen: Seen, installs: boolean): readonly UnitAction[] {
  const actions: UnitAction[] = [];
  if (seen !== undefined && ACTIVE.has(seen.active)) actions.push("stop");
  if (it.want === "masked") {
    if (seen?.enabled !== "masked") actions.push("mask");
  } else if (seen === undefined || seen.enabled === "absent" ? installs : seen.enabled === "enabled") {
    actions.push("disable");
  }
  return actions;
}
