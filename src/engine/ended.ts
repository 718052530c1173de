import { endedPlan } from "../state/ended.ts";
import type { Facts } from "../state/facts.ts";
import type { HostState } from "../state/resource.ts";
import { releaseLock } from "../state/script-frame.ts";
import type { HostPlan } from "../state/step.ts";
import { BartizanError } from "../util/errors.ts";
import { issuersOf } from "./authority.ts";
import { commitHost, type HostRun, prepareHost, settle } from "./commit.ts";
import { makeHold } from "./hold.ts";
import { openDrain } from "./traffic.ts";

/** Until a check has passed as often as it must. */
const SEEN_WELL_MS = 20_000;

/** The plans of all hosts that hold certificates which nobody accepts now, as these facts show them: for nothing but these. */
export function endedPlans(
  { states, authorities }: Pick<HostRun, "authorities"> & { readonly states: readonly HostState[] },
  facts: ReadonlyMap<string, Facts>,
): readonly HostPlan[] {
  // Whoever cannot sign is told so by the plan.
  if (!authorities.own.signs) return [];
  const issuers = issuersOf(authorities);
  return states.flatMap((state) => {
    const seen = facts.get(state.host);
    return (seen === undefined ? undefined : endedPlan(state, seen, { issuers })) ?? [];
  });
}

/**
 * Replaces them on all hosts together. Nothing is waited for and nobody is drained: whoever verifies has refused them all already. The
 * hosts are to be looked at again afterwards, for what they said before rests on it.
 */
export async function replaceEnded(means: HostRun, plans: readonly HostPlan[], facts: ReadonlyMap<string, Facts>): Promise<void> {
  const { transport, emit } = means;
  const hold = makeHold([...facts.values()].flatMap((it) => it.lock ?? []));
  try {
    emit({ type: "phase", name: "replace what has ended", hosts: plans.map((it) => it.host) });
    const issued = await settle(plans.map(async (it) => ({ plan: it, certificates: await prepareHost(means, it, hold) })));
    // What fails here has lost its note of what it runs with: the run that follows finds it, and does it again or says why not.
    const commits = issued.map(({ plan, certificates }) => commitHost(means, plan, hold, { secrets: means.secrets, certificates }));
    await settle(commits.map((it) => it.catch(unlessOurs)));
    await seenWell(means, facts);
  } finally {
    await Promise.allSettled(plans.map((it) => transport.run(it.host, releaseLock(hold.run), { timeoutMs: 8000, afterwards: true })));
  }
}

/** Those that send requests see everybody well again, as far as it was this that kept them from it. Else all would pass for down, and be changed at once. */
async function seenWell({ infra, transport, emit }: HostRun, facts: ReadonlyMap<string, Facts>): Promise<void> {
  const serving = new Set(infra.hosts.map((host) => host.name).filter((name) => facts.get(name)?.generation !== ""));
  for (const end = performance.now() + SEEN_WELL_MS; performance.now() < end; ) {
    const { down } = await openDrain({ infra, transport, emit, serving });
    if (down.size === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function unlessOurs(error: unknown): void {
  if (!(error instanceof BartizanError)) throw error;
}
