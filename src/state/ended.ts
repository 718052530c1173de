import { shellWord } from "../util/shell.ts";
import type { Facts } from "./facts.ts";
import type { PlanInputs } from "./kind.ts";
import { certificateStep, invalidity } from "./kinds/certificate.ts";
import { type HostState, keyOf, type Resource, type UnitResource } from "./resource.ts";
import type { HostPlan, Step } from "./step.ts";

/**
 * What cannot wait for its host's turn: the certificates that nobody accepts at this time, and the units that go on with them until they
 * are told. Hosts that are changed one after the other need each other on the way, and refuse each other as long as this is not done.
 * It does nothing else there: a host that has much else to be changed keeps that for its turn.
 */
export function endedPlan(state: HostState, facts: Facts, { issuers }: Pick<PlanInputs, "issuers">): HostPlan | undefined {
  // One that was never finished serves nobody.
  if (facts.manifest === undefined || facts.generation === "") return undefined;
  const certificates = state.resources.flatMap((it) => endedStep(it, facts, issuers));
  if (certificates.length === 0) return undefined;
  const keys = new Set(certificates.map((it) => it.key));
  const units = state.resources.flatMap((it) => (it.kind === "unit" ? unitStep(it, facts, keys) : []));
  return {
    host: state.host,
    steps: [...certificates, ...units],
    daemonReload: false,
    touchedUnits: units.map((it) => it.key.slice("unit:".length)),
    manifest: facts.manifest,
    formerManifest: facts.manifest,
    fresh: false,
    generation: facts.generation,
  };
}

function endedStep(it: Resource, facts: Facts, issuers: PlanInputs["issuers"]): readonly Step[] {
  const seen = facts.observed.get(keyOf(it));
  if (it.kind !== "certificate" || seen?.kind !== "certificate") return [];
  const why = invalidity(seen, facts.now);
  return why === undefined ? [] : [certificateStep(it, issuers, why)];
}

/**
 * A unit that runs takes them over. Not asked whether it does its work: that may need the other hosts, which are at it as well. What else
 * it runs with stays as it was noted.
 */
function unitStep(it: UnitResource, facts: Facts, keys: ReadonlySet<string>): readonly Step[] {
  const seen = facts.observed.get(keyOf(it));
  const action = actionOf(it, keys);
  if (it.want !== "running" || seen?.kind !== "unit" || action === undefined) return [];
  const { ready: _, readySeconds: __, ...resource } = it;
  const stamps = { restart: seen.restartStamp, reload: seen.reloadStamp };
  const step = { kind: "unit", key: keyOf(it), stamps } as const;
  if (seen.active === "active") return [{ ...step, resource, actions: [action], summary: `${action} ${it.name}` }];
  if (seen.active !== "activating") return [];
  // It has read the old ones, and waits in vain for others to accept them. Its new start may have to wait for others, too: nobody waits for it.
  const reload = `systemctl --no-block restart ${shellWord(it.name)}`;
  return [{ ...step, resource: { ...resource, reload }, actions: ["reload"], summary: `start ${it.name} anew` }];
}

function actionOf(it: UnitResource, keys: ReadonlySet<string>): "restart" | "reload" | undefined {
  if (it.restartOn?.some((key) => keys.has(key)) === true) return "restart";
  return it.reloadOn?.some((key) => keys.has(key)) === true ? "reload" : undefined;
}
