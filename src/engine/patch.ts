import { only } from "../catalog/only.ts";
import { servicesOn } from "../catalog/services.ts";
import type { PendingUpdates } from "../kit/patching.ts";
import type { Facts } from "../state/facts.ts";
import { plan, sizedFor } from "../state/plan.ts";
import type { HostState } from "../state/resource.ts";
import type { HostPlan } from "../state/step.ts";
import type { Transport } from "../transport/transport.ts";
import { BartizanError, fail, type Problem, problem } from "../util/errors.ts";
import { issuersOf } from "./authority.ts";
import { type ConvergeInputs, converge, type SitePlan } from "./converge.ts";
import { look } from "./look.ts";

const LOOK_MS = 5 * 60_000;
/** Machines with much memory count it when they start. */
const BACK_SECONDS = 600;
/** From the last step on a host until all that is wanted there is as `up` would leave it. */
const WELL_SECONDS = 180;

export type PendingByHost = ReadonlyMap<string, PendingUpdates>;

/** Asks these hosts for their updates; `refresh`: after they have read the lists anew. Throws `BZ_PATCH_LISTS` for all that cannot say. */
export async function lookForPatches(
  { infra, transport }: Pick<ConvergeInputs, "infra" | "transport">,
  hosts: readonly string[],
  refresh: boolean,
): Promise<PendingByHost> {
  const { look: ask, listsUnread, parse } = only("patching");
  const problems: Problem[] = [];
  const pending = new Map<string, PendingUpdates>();
  await Promise.all(
    infra.hosts.map(async (host) => {
      if (!hosts.includes(host.name)) return;
      try {
        const stdin = ask(servicesOn(host, infra), refresh);
        const { code, stdout, stderr } = await transport.run(host.name, "sh -s", { stdin, timeoutMs: LOOK_MS });
        if (code === 0) pending.set(host.name, parse(stdout));
        else {
          const found = code === listsUnread ? "apt-get failed" : `the look ended with status ${code}`;
          problems.push(problem("BZ_PATCH_LISTS", { where: host.name, found, output: stderr.trim() }));
        }
      } catch (error) {
        if (!(error instanceof BartizanError)) throw error;
        problems.push(...error.problems);
      }
    }),
  );
  if (problems.length > 0) throw new BartizanError(problems);
  return pending;
}

/** What is to be done, host by host. Throws `BZ_PATCH_NEW_HOST`. */
export function patchPlans(inputs: ConvergeInputs, facts: ReadonlyMap<string, Facts>, pending: PendingByHost): readonly HostPlan[] {
  const { infra, states, secrets } = inputs;
  const fresh = [...pending.keys()].filter((name) => facts.get(name)?.generation === "");
  if (fresh.length > 0) throw new BartizanError(fresh.map((where) => problem("BZ_PATCH_NEW_HOST", { where })));
  return infra.hosts.flatMap((host) => {
    const [own, seen, state] = [pending.get(host.name), facts.get(host.name), stateOf(states, host.name)];
    if (own === undefined || seen === undefined || state === undefined) return [];
    return [
      only("patching").plan({ infra, host, state: sizedFor(state, seen), facts: seen, services: servicesOn(host, infra), secrets }, own),
    ];
  });
}

function stateOf(states: readonly HostState[], host: string): HostState | undefined {
  return states.find((it) => it.host === host);
}

/** Carries the plans out in the waves of `up`; after each host it is waited for until it is well. */
export async function patch(
  inputs: ConvergeInputs,
  { facts, plans }: Pick<SitePlan, "facts" | "plans">,
  pending: PendingByHost,
): Promise<void> {
  const afterwards = async (it: HostPlan): Promise<void> => {
    if (only("patching").reboots(it)) await isBack(inputs, it.host, pending.get(it.host)?.boot ?? "");
    await isWell(inputs, it.host, facts);
    inputs.emit({ type: "host-done", host: it.host });
  };
  await converge({ ...inputs, afterwards, did: "patched" }, { facts, plans, undecided: [], unsigned: [] });
}

async function isBack({ transport, emit }: ConvergeInputs, host: string, boot: string): Promise<void> {
  const step = "is back";
  const started = performance.now();
  emit({ type: "step-started", host, step });
  for (;;) {
    const now = await bootOf(transport, host);
    if (now !== undefined && now !== boot) break;
    if (performance.now() - started > BACK_SECONDS * 1000) throw fail("BZ_PATCH_NOT_BACK", { where: host, found: `${BACK_SECONDS} s` });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  emit({ type: "step-done", host, step, seconds: (performance.now() - started) / 1000 });
}

/** Undefined for as long as the machine does not answer. */
async function bootOf(transport: Transport, host: string): Promise<string | undefined> {
  try {
    const { code, stdout } = await transport.run(host, "cat /proc/sys/kernel/random/boot_id", { fresh: true, timeoutMs: 10_000 });
    return code === 0 ? stdout.trim() : undefined;
  } catch (error) {
    if (!(error instanceof BartizanError)) throw error;
    return undefined;
  }
}

/** Waits until `up` would find nothing to do there that it would not have done before. */
async function isWell(inputs: ConvergeInputs, host: string, before: ReadonlyMap<string, Facts>): Promise<void> {
  const step = "is well";
  const started = performance.now();
  const [state, former] = [stateOf(inputs.states, host), before.get(host)];
  if (state === undefined || former === undefined) return;
  const known = new Set(lacking(inputs, state, former));
  inputs.emit({ type: "step-started", host, step });
  for (;;) {
    const found = await newlyLacking(inputs, state, known);
    if (found === undefined) break;
    if (performance.now() - started > WELL_SECONDS * 1000) throw fail("BZ_PATCH_UNWELL", { where: host, found });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  inputs.emit({ type: "step-done", host, step, seconds: (performance.now() - started) / 1000 });
}

/** In words; undefined when there is nothing. */
async function newlyLacking(inputs: ConvergeInputs, state: HostState, known: ReadonlySet<string>): Promise<string | undefined> {
  try {
    const facts = await look(inputs.transport, [state.host], inputs, () => {});
    const seen = facts.get(state.host);
    const found = seen === undefined ? [] : lacking(inputs, state, seen).filter((it) => !known.has(it));
    return found.length === 0 ? undefined : `${found.join(", ")}: not as it should be`;
  } catch (error) {
    if (!(error instanceof BartizanError)) throw error;
    return error.problems.map((it) => it.found ?? it.title).join("; ");
  }
}

/** What is not as it should be, by the keys of what it is. */
function lacking({ secrets, authorities }: ConvergeInputs, state: HostState, facts: Facts): readonly string[] {
  const { own } = authorities;
  const issuers = issuersOf(authorities);
  return plan(state, facts, { secrets, issuers, renewBefore: own.renewBefore, signs: own.signs }).steps.map((it) => it.key);
}
