import type { Absence, PatchInputs, PendingUpdates, Upgrade } from "../../kit/patching.ts";
import type { Service } from "../../kit/service.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { unitStamps } from "../../state/digest.ts";
import type { Facts } from "../../state/facts.ts";
import { HOST_PATHS } from "../../state/paths.ts";
import { quietInstall } from "../../state/quiet-install.ts";
import { keyOf, type UnitResource } from "../../state/resource.ts";
import type { HostPlan, Step } from "../../state/step.ts";
import { shellWords } from "../../util/shell.ts";
import { upgradeScript } from "./patch-look.ts";

/** The step after which the machine goes away. */
const REBOOT = "command:patch-reboot";
const UPGRADE = "patch-upgrade";

export function installs(step: Step): boolean {
  return step.key === `command:${UPGRADE}`;
}

/**
 * What `bartizan patch` does on one host, as a plan like those of `up`: install, start anew what runs from it, start the machine anew when that is
 * due. It changes nothing that Bartizan manages there, so the host's record stays as it is.
 */
export function patchPlan({ infra, host, state, facts, services, secrets }: PatchInputs, pending: PendingUpdates): HostPlan {
  const { upgrades, unfinished } = pending;
  const affected = new Set([...pending.units, ...readingUnits(infra, host, upgrades)]);
  const units = state.resources.flatMap((it) => (it.kind === "unit" && it.want === "running" && isDue(it, affected, facts) ? [it] : []));
  const others = [...affected].filter((name) => !state.resources.some((it) => it.kind === "unit" && it.name === name)).sort();
  const byKey = new Map(state.resources.map((it) => [keyOf(it), it]));
  const steps: Step[] = [];
  if (upgrades.length > 0 || unfinished) steps.push(upgradeStep(upgrades, units));
  for (const it of units) {
    const seen = facts.observed.get(keyOf(it));
    // What it was last given stays what it was last given, whatever the file says by now.
    const stamps =
      seen?.kind === "unit" && seen.restartStamp !== ""
        ? { restart: seen.restartStamp, reload: seen.reloadStamp }
        : unitStamps(it, byKey, secrets);
    const action = services.some(({ unit, renewedByReload }) => unit === it.name && renewedByReload) ? "reload" : "restart";
    const { switches: _, ...resource } = it;
    steps.push({ kind: "unit", key: keyOf(it), resource, actions: [action], stamps, summary: `${action} ${it.name}` });
  }
  if (others.length > 0) steps.push(command("patch-others", `restart ${others.join(", ")}`, `systemctl try-restart ${shellWords(others)}`));
  // A new kernel runs after a start of the machine alone.
  const reboot = pending.reboot || [...upgrades.map((it) => it.name), ...pending.brings].some((name) => name.startsWith("linux-image-"));
  if (reboot) steps.push(command("patch-reboot", "start the host anew", REBOOT_SCRIPT));
  const manifest = facts.manifest ?? [];
  return {
    host: host.name,
    steps,
    daemonReload: units.length > 0,
    touchedUnits: [],
    manifest,
    formerManifest: manifest,
    fresh: false,
    generation: facts.generation,
    unfinished: true,
    ...(reboot ? { away: true as const } : {}),
  };
}

/** Whether the plan ends with a start of the machine. */
export function reboots({ steps }: HostPlan): boolean {
  return steps.some((step) => step.key === REBOOT);
}

/** Units that the plan starts anew, those that a reload renews without a gap left out. */
function restartsOf({ steps }: HostPlan): readonly string[] {
  return steps.flatMap((step) => (step.kind === "unit" && step.actions.includes("restart") ? [step.resource.name] : []));
}

/** What of a host with these services is away while it is patched. One that is reloaded is not, so only the machine takes a balancer away. */
export function absenceOf(plan: HostPlan, services: readonly Service[]): Absence {
  const restarted = restartsOf(plan);
  const away = services.flatMap(({ unit, roles = [] }) => (restarted.includes(unit) ? roles : []));
  return { host: plan.host, lacks: (role) => reboots(plan) || away.includes(role) };
}

/** An interpreter's modules are mapped by nobody: the app has read some of them, and will read others. */
function readingUnits({ name, app }: Infrastructure, host: Host, upgrades: readonly Upgrade[]): readonly string[] {
  const reads = host.roles.includes("app") && upgrades.some((it) => app?.packages.includes(it.name));
  return reads ? [`${name}.service`] : [];
}

/** One without a stamp was about to be restarted when a run before this one was cut off. */
function isDue(it: UnitResource, affected: ReadonlySet<string>, facts: Facts): boolean {
  const seen = facts.observed.get(keyOf(it));
  if (seen?.kind !== "unit" || seen.active !== "active") return false;
  return affected.has(it.name) || seen.restartStamp === "";
}

function upgradeStep(upgrades: readonly Upgrade[], units: readonly UnitResource[]): Step {
  const names = upgrades.map((it) => it.name);
  const what = names.length > 4 ? `${names.length} packages` : names.join(", ");
  const stamps = units.map((it) => `${HOST_PATHS.stamps}/${it.name}`);
  const lines = [
    // Whatever becomes of this run, they are restarted by the next one.
    ...(stamps.length === 0 ? [] : [`rm -f ${shellWords(stamps)}`]),
    quietInstall(upgradeScript(upgrades)),
    '[ "$code" -eq 0 ] || exit 1',
  ];
  return command(UPGRADE, upgrades.length === 0 ? "finish an installation that was cut off" : `upgrade ${what}`, lines.join("\n"));
}

function command(id: string, summary: string, apply: string): Step {
  return {
    kind: "command",
    key: `command:${id}`,
    summary,
    resource: { kind: "command", id, title: summary, check: [], want: "", apply: [apply] },
  };
}

// Late enough for this script to end and say so.
const REBOOT_SCRIPT = "systemd-run --quiet --on-active=2s --timer-property=AccuracySec=100ms systemctl reboot";
