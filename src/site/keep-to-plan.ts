import { planSite, type SitePlanInputs } from "../engine/converge.ts";
import { type PlannedHost, type PlannedStep, plannedHosts, veilOf } from "../engine/fingerprint.ts";
import type { VaultStore } from "../engine/vault-store.ts";
import type { Facts } from "../state/facts.ts";
import { fail } from "../util/errors.ts";
import { ownVersion } from "./own-version.ts";
import type { PlanFile } from "./plan-file.ts";

/** How many differences are told. */
const TOLD = 12;

/** A plan that a run keeps to. */
export interface AgreedPlan {
  readonly file: PlanFile;
  /** Path of the file, for messages. */
  readonly where: string;
}

/** What the hosts are planned from now. */
export interface PlannedNow {
  readonly inputs: SitePlanInputs;
  readonly facts: ReadonlyMap<string, Facts>;
  /** The vault without what this run has added to it. */
  readonly kept: VaultStore;
  readonly release: string | undefined;
}

/**
 * Whether to plan as somebody who signs, so that the plan is the one of the file. Certificates become due for renewal as time goes by:
 * those that the file does not name stay for another run. Throws `BZ_PLAN_STALE` when there is no such plan.
 */
export async function keepTo({ file, where }: AgreedPlan, { inputs, facts, kept, release }: PlannedNow): Promise<boolean> {
  const veil = await veilOf({ secrets: inputs.secrets, authorities: inputs.authorities, kept });
  const quiet = { ...inputs, emit: () => {} };
  const as = (signs: boolean): readonly PlannedHost[] =>
    plannedHosts(inputs.states, planSite(quiet, facts, { signs }), inputs.authorities, veil);
  const full = as(true);
  if (sameChanges(file.hosts, full)) return true;
  const least = as(false);
  if (sameChanges(file.hosts, least) || isDone(file.hosts, least)) return false;
  // Told is what differs least.
  const [told = []] = [full, least].map((it) => differences(file.hosts, it)).sort((a, b) => a.length - b.length);
  const lines = [...elsewhere(file, release), ...told];
  const more = lines.length > TOLD ? [`and ${lines.length - TOLD} more`] : [];
  const hosts = [...new Set(told.map((line) => line.split(":")[0] ?? ""))];
  const shown = hosts.length > TOLD ? [...hosts.slice(0, TOLD), `${hosts.length - TOLD} more`] : hosts;
  throw fail("BZ_PLAN_STALE", {
    where,
    found: `another plan for ${shown.join(", ")} than the one of ${file.made}`,
    output: [...lines.slice(0, TOLD), ...more].join("\n"),
  });
}

function sameChanges(file: readonly PlannedHost[], now: readonly PlannedHost[]): boolean {
  return differences(file, now).length === 0;
}

/** Whether everything that the file wants is there, and nothing else is to be done. */
function isDone(file: readonly PlannedHost[], now: readonly PlannedHost[]): boolean {
  const wanted = (hosts: readonly PlannedHost[]): string => JSON.stringify(hosts.map((it) => [it.host, it.wanted]));
  return now.every((it) => it.changes.length === 0) && wanted(file) === wanted(now);
}

/** A line for each step, or host, that is not the same in both. */
function differences(file: readonly PlannedHost[], now: readonly PlannedHost[]): readonly string[] {
  const names = [...new Set([...file, ...now].map((it) => it.host))];
  return names.flatMap((name) => {
    const [then, today] = [file, now].map((hosts) => hosts.find((it) => it.host === name));
    if (then === undefined) return [`${name}: not in the plan file`];
    if (today === undefined) return [`${name}: in the plan file alone`];
    const others = stepDifferences(name, then.changes, today.changes);
    const order = (it: PlannedHost): string => it.changes.map(({ key }) => key).join("\n");
    return others.length === 0 && order(then) !== order(today) ? [`${name}: the same steps in another order`] : others;
  });
}

function stepDifferences(host: string, then: readonly PlannedStep[], today: readonly PlannedStep[]): readonly string[] {
  const gone = then.filter((it) => !today.some(({ key }) => key === it.key));
  const others = today.flatMap((it) => {
    const former = then.find(({ key }) => key === it.key);
    if (former === undefined) return [`${host}: not in the plan file: ${it.summary}`];
    if (former.digest === it.digest) return [];
    return [`${host}: ${it.summary === former.summary ? `another content: ${it.summary}` : `${former.summary}, now: ${it.summary}`}`];
  });
  return [...others, ...gone.map((it) => `${host}: no longer to be done: ${it.summary}`)];
}

/** What explains differences on all hosts. */
function elsewhere(file: PlanFile, release: string | undefined): readonly string[] {
  const here = ownVersion();
  return [
    ...(file.release === (release ?? null)
      ? []
      : [`the app: release ${file.release ?? "none"} was planned, here it is ${release ?? "none"}`]),
    ...(file.bartizan === here ? [] : [`Bartizan ${file.bartizan} made the plan, this is ${here}`]),
  ];
}
