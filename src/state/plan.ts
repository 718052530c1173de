import { sized } from "../util/content.ts";
import { BartizanError, fail } from "../util/errors.ts";
import type { Facts } from "./facts.ts";
import type { KindName, PlanInputs, Planning } from "./kind.ts";
import { installStep } from "./kinds/package.ts";
import { KIND_OF } from "./kinds.ts";
import { type HostState, keyOf, type Resource } from "./resource.ts";
import type { HostPlan, Step } from "./step.ts";

/** Older ones have programs of versions that do not know all that Bartizan writes for them. */
const DEBIAN = 13;

/** The keys of what can be taken away again when it leaves the file. */
export function manifestOf(state: HostState): readonly string[] {
  return state.resources.filter((it) => KIND_OF[it.kind].remove !== undefined).map(keyOf);
}

/**
 * What must change on a host. Pure: the same state and facts give the same steps. Throws a BartizanError when the host is not
 * one that Bartizan can look after, or when a resource refuses to be changed.
 */
export function plan(wanted: HostState, facts: Facts, inputs: PlanInputs): HostPlan {
  const state = sizedFor(wanted, facts);
  checkHost(state, facts);
  const manifest = manifestOf(state);
  const former = facts.manifest ?? [];
  const steps = stepsFor(state, facts, inputs);
  // A run that was cut off after its last step left everything here but the word that the host is whole.
  const recorded = facts.generation !== "" && facts.manifest !== undefined && sameSet(former, manifest);
  const record: Step = { kind: "record", key: "record", summary: "record what Bartizan manages here" };
  const touchesUnits = (key: string): boolean => /^(file|link):\/etc\/systemd\/system\//.test(key);
  return {
    host: state.host,
    steps: recorded || steps.length > 0 ? steps : [record],
    // Before a unit is started, too: a run that was cut off may have put its file there without telling systemd.
    daemonReload: steps.some((it) => it.kind === "unit" || touchesUnits(it.key)),
    touchedUnits: steps.filter((it) => it.kind === "unit").map((it) => it.key.slice("unit:".length)),
    manifest,
    formerManifest: former,
    fresh: facts.generation === "",
    generation: facts.generation,
  };
}

/** What depends on the machine, by what was seen of it. */
export function sizedFor(state: HostState, { memory }: Pick<Facts, "memory">): HostState {
  return {
    ...state,
    resources: state.resources.map((it) => (it.kind === "file" ? { ...it, content: sized(it.content, memory) } : it)),
  };
}

/** What is brought about before units are touched, in this order. */
const BEFORE: readonly KindName[] = ["account", "directory", "certificate", "file", "link", "ruleset"];
/** What may need units that run, in the order of the resources. */
const AMONG_UNITS: readonly KindName[] = ["release", "command", "unit"];

function stepsFor(state: HostState, facts: Facts, inputs: PlanInputs): readonly Step[] {
  const { resources } = state;
  const missing = resources.flatMap((it) => (it.kind === "package" && !facts.observed.has(keyOf(it)) ? [it] : []));
  const changed = new Set<string>();
  const begun = new Set<string>();
  const byKey = new Map(resources.map((it) => [keyOf(it), it]));
  const making: Planning = { ...inputs, now: facts.now, byKey, installs: missing.length > 0, changed, begun };
  const steps: Step[] = [];
  const add = (step: Step): void => {
    steps.push(step);
    changed.add(step.key);
    if (step.kind === "unit" && step.actions.some((action) => action === "start" || action === "restart")) begun.add(step.key);
  };
  const addNeeded = (all: readonly Resource[]): void => {
    for (const it of all) {
      const step = KIND_OF[it.kind].plan?.(it, facts.observed.get(keyOf(it)), making);
      if (step !== undefined) add(step);
    }
  };
  if (missing.length > 0) add(installStep(missing));
  for (const kind of BEFORE) addNeeded(resources.filter((it) => it.kind === kind));
  for (const key of goneFrom(state, facts.manifest ?? [])) add({ kind: "remove", key, summary: `remove ${key}` });
  addNeeded(resources.filter((it) => AMONG_UNITS.includes(it.kind)));
  return steps;
}

/** The keys of what has left the file, in the order in which it is taken away. */
function goneFrom(state: HostState, former: readonly string[]): readonly string[] {
  const takenOver = state.resources.flatMap((it) => (it.kind === "command" ? (it.takesOver ?? []) : []));
  const stays = new Set([...manifestOf(state), ...takenOver]);
  const gone = former.filter((key) => !stays.has(key)).reverse();
  const of = (kind: KindName): readonly string[] => gone.filter((key) => key.startsWith(`${kind}:`));
  // What programs write goes when their units have ended; a folder when it is empty, so after everything that may stand in it.
  const last = [...of("written"), ...of("directory")];
  const units = of("unit");
  return [...units, ...gone.filter((key) => !units.includes(key) && !last.includes(key)), ...last];
}

function checkHost(state: HostState, facts: Facts): void {
  const [os, version] = facts.os.split(" ");
  // Testing and unstable have no number (os-release(5)), and change under whoever counts on them.
  if (os !== "debian" || !(Number(version) >= DEBIAN)) {
    throw fail("BZ_HOST_UNSUPPORTED", {
      where: state.host,
      found: facts.os === "" ? "no os-release" : version === "" ? `${os} without a version, as testing and unstable are` : facts.os,
      allowed: `debian ${DEBIAN} or newer; ${DEBIAN} is what Bartizan is tried on`,
    });
  }
  const refused = state.resources.flatMap((it) => KIND_OF[it.kind].refuses?.(it, facts.observed.get(keyOf(it)), state.host) ?? []);
  if (refused.length > 0) throw new BartizanError(refused);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const left = new Set(a);
  return left.size === new Set(b).size && b.every((it) => left.has(it));
}
