import { missed } from "../catalog/gaps.ts";
import { HAND_OVERS, planHandOver } from "../catalog/hand-over.ts";
import { only } from "../catalog/only.ts";
import { servicesOf } from "../catalog/services.ts";
import type { ConvergeInputs } from "../engine/converge.ts";
import { hostsOver } from "../engine/hosts.ts";
import { orderOf } from "../engine/order.ts";
import { lookForPatches, type PendingByHost, patch, patchPlans } from "../engine/patch.ts";
import { existing } from "../engine/vault-store.ts";
import type { Emit } from "../event/event.ts";
import type { HandOver } from "../kit/hand-over.ts";
import type { Absence } from "../kit/patching.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Facts } from "../state/facts.ts";
import type { HostPlan } from "../state/step.ts";
import type { Transport } from "../transport/transport.ts";
import { fail } from "../util/errors.ts";
import { carryOver, withHolder } from "./hand-over.ts";
import { convergeInputs } from "./inputs.ts";
import type { Operator } from "./operator.ts";
import { lookAtTarget } from "./reach.ts";
import { seenRelease } from "./release.ts";
import { draftOfFile, type FileDraft } from "./repair.ts";
import { buildable, knownHosts, reopened, type Target, withHosts } from "./target.ts";

/** A task that is handed over before a turn. */
interface TaskMove {
  readonly handOver: HandOver;
  readonly from: string;
  readonly to: string;
}

/** What a patch would do. */
export interface PatchPlan {
  readonly plans: readonly HostPlan[];
  readonly sights: PendingByHost;
  /** Names of the hosts that are changed together, in their order. */
  readonly waves: readonly (readonly string[])[];
  /** Whom the primary leaves before its turn, and for whom. */
  readonly move?: TaskMove;
  /** Who is missed meanwhile, in sentences. */
  readonly gaps: readonly string[];
}

/** The same, and what it takes to carry it out. */
interface Seen extends PatchPlan {
  readonly target: Target;
  readonly inputs: ConvergeInputs;
  readonly facts: ReadonlyMap<string, Facts>;
}

/** Looks for updates on these hosts (all when empty), shows what is to be done, and does it where `show` says so. */
export async function patchHosts(
  target: Target,
  names: readonly string[],
  operator: Operator,
  show: (plan: PatchPlan) => boolean,
): Promise<{ readonly changed: number; readonly hosts: number }> {
  await existing(target.vault);
  knownHosts(target, names);
  buildable(target);
  return withHosts(target, async (transport) => {
    const seen = await see(target, transport, names, operator.emit, true);
    const changed = seen.plans.filter((it) => it.steps.length > 0).length;
    if (show(seen) && changed > 0) await carryOut(seen, operator);
    return { changed, hosts: seen.plans.length };
  });
}

async function see(target: Target, transport: Transport, names: readonly string[], emit: Emit, refresh: boolean): Promise<Seen> {
  const { desired, facts } = await lookAtTarget(target, transport, { only: names, release: seenRelease(target), emit });
  const inputs = convergeInputs(target, desired, transport, emit);
  const sights = await lookForPatches(inputs, [...facts.keys()], refresh);
  const plans = patchPlans(inputs, facts, sights);
  return { target, inputs, facts, ...patchPlan(target.infra, plans, sights) };
}

/** Who has a task to hand over has its turn after all others. */
function parted(
  infra: Infrastructure,
  plans: readonly HostPlan[],
): { readonly first: readonly HostPlan[]; readonly last: readonly HostPlan[] } {
  const work = plans.filter((it) => it.steps.length > 0);
  const holders = HAND_OVERS.map((it) => it.holder(infra));
  const isLast = (it: HostPlan): boolean => holders.includes(it.host);
  return { first: work.filter((it) => !isLast(it)), last: work.filter(isLast) };
}

function patchPlan(infra: Infrastructure, plans: readonly HostPlan[], sights: PendingByHost): PatchPlan {
  const { first, last } = parted(infra, plans);
  const waves = [first, last].flatMap((work) =>
    work.length === 0 ? [] : orderOf({ infra, work, idle: new Set(), retiring: [] }).map((wave) => wave.map((it) => it.host)),
  );
  const services = servicesOf(infra);
  const absences = plans.map((it) => only("patching").absence(it, services.get(it.host) ?? []));
  const move = moveBefore(infra, absences);
  const gaps = missed(infra, absences).map(({ host, role }) => `${host} is away for a moment, and no other ${role} takes its place.`);
  return { plans, sights, waves, gaps, ...(move === undefined ? {} : { move }) };
}

/** The task that moves before a turn: that of a host on which it is started anew, if another one can take it over. */
function moveBefore(infra: Infrastructure, absences: readonly Absence[]): TaskMove | undefined {
  const [move] = HAND_OVERS.flatMap((handOver) => {
    const [from, to] = [handOver.holder(infra), handOver.successor(infra)];
    const leaves = absences.some((it) => it.host === from && it.lacks(handOver.role));
    return from === undefined || to === undefined || !leaves ? [] : [{ handOver, from, to }];
  });
  return move;
}

async function carryOut(seen: Seen, operator: Operator): Promise<void> {
  const { target, inputs, facts, sights, plans, move } = seen;
  const { first, last } = parted(target.infra, plans);
  // Before anything is changed: a file that cannot be written shows now.
  const draft = move === undefined ? undefined : await draftOfFile(target);
  if (draft !== undefined && move !== undefined) await withHolder(move.handOver, draft, move.to);
  const count = first.length + last.length;
  await operator.agree({
    question: `Patch ${count} ${count === 1 ? "host" : "hosts"}?`,
    found: "hosts to patch, and no terminal to ask on",
    mend: "Look at what is to be done with `bartizan patch --plan`, then run `bartizan patch --yes`.",
  });
  await patch(inputs, { facts, plans: first }, sights);
  if (draft === undefined || move === undefined) return patch(inputs, { facts, plans: last }, sights);
  await moveAway(seen, move, draft, operator);
  // The hosts have been told of the new primary, so they are looked at anew.
  const after = await see(await reopened(target), inputs.transport, [move.from], operator.emit, false);
  await patch(after.inputs, after, after.sights);
}

async function moveAway({ target, inputs }: Seen, { handOver, from, to }: TaskMove, draft: FileDraft, operator: Operator): Promise<void> {
  const { infra, transport } = inputs;
  const plan = await planHandOver(handOver, hostsOver(inputs), infra, { to, allowLoss: false });
  const { promoted } = await carryOver({ handOver, target, transport, draft, operator }, plan);
  const behind = promoted.behind.find((it) => it.host === from);
  if (behind !== undefined) throw fail("BZ_PATCH_UNWELL", { where: from, found: `it does not follow ${promoted.to}: ${behind.why}` });
}
