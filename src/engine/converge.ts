import { objectionsOf } from "../catalog/objections.ts";
import { PARTS } from "../catalog/registry.ts";
import type { ClusterStart } from "../kit/part.ts";
import { secondsLeft } from "../model/certificate-life.ts";
import type { Facts } from "../state/facts.ts";
import type { CommitInputs, IssuedCertificate } from "../state/kind.ts";
import { plan } from "../state/plan.ts";
import type { HostState } from "../state/resource.ts";
import { releaseLock } from "../state/script-frame.ts";
import type { HostPlan } from "../state/step.ts";
import { BartizanError, type Problem, problem } from "../util/errors.ts";
import { issuersOf } from "./authority.ts";
import { commitHost, type HostRun, prepareHost, settle } from "./commit.ts";
import { makeHold } from "./hold.ts";
import { hostsOver } from "./hosts.ts";
import { noteEvent } from "./note-event.ts";
import { orderOf } from "./order.ts";
import { interrupts, openDrain } from "./traffic.ts";

export interface ConvergeInputs extends HostRun {
  readonly states: readonly HostState[];
  /** Packs the release, and gives the path of the file; called only when a host needs it. */
  readonly release: () => Promise<string>;
  /** Hosts among the states that have left the infrastructure: changed last, once nobody sends them anything. */
  readonly retiring?: readonly string[];
  /** Name of the host that begins what nobody runs yet, whatever the others may have: the operator's decision. */
  readonly bootstrap?: string;
  /** What else is waited for on a host after its steps, before requests go there again. */
  readonly afterwards?: (plan: HostPlan) => Promise<void>;
  /** What the notes of the run say of its hosts; `changed` when absent. */
  readonly did?: string;
}

/** What plans are made of, before anything is carried out. */
export type SitePlanInputs = Pick<ConvergeInputs, "infra" | "states" | "secrets" | "authorities" | "emit">;

/** What `up` would do: a plan per host, and the facts it was made on. */
export interface SitePlan {
  readonly plans: readonly HostPlan[];
  readonly facts: ReadonlyMap<string, Facts>;
  /** What has to be decided first about services of others: with any of these, nothing is changed. */
  readonly undecided: readonly Problem[];
  /** Certificates that would have to be signed, where nobody can: with any of these, nothing is changed either. */
  readonly unsigned: readonly Problem[];
}

export interface PlanOptions {
  /** Plans as somebody does who can sign, or who cannot: then certificates that are only due for renewal stay. Default: as this operator. */
  readonly signs?: boolean;
}

/** Plans for all hosts, on what a look at them has told. Changes nothing. */
export function planSite(inputs: SitePlanInputs, facts: ReadonlyMap<string, Facts>, { signs }: PlanOptions = {}): SitePlan {
  const problems: Problem[] = [];
  const plans: HostPlan[] = [];
  const { secrets, authorities } = inputs;
  const { own } = authorities;
  for (const state of inputs.states) {
    const seen = facts.get(state.host);
    if (seen === undefined) continue;
    try {
      const made = plan(state, seen, {
        secrets,
        issuers: issuersOf(authorities),
        renewBefore: own.renewBefore,
        leastLeft: leastLeft(inputs, seen.now),
        signs: signs ?? own.signs,
      });
      plans.push(made);
      inputs.emit({ type: "planned", host: state.host, steps: made.steps.map((it) => it.summary) });
    } catch (error) {
      if (!(error instanceof BartizanError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new BartizanError(problems);
  const unsigned = own.signs ? [] : plans.flatMap(unsignedIn);
  return { plans, facts, undecided: objectionsOf(inputs.infra, facts, inputs.states), unsigned };
}

/** Throws what keeps the plans from being carried out, if anything. */
export function refuseBlocked({ undecided, unsigned }: SitePlan): void {
  if (undecided.length + unsigned.length > 0) throw new BartizanError([...undecided, ...unsigned]);
}

/** Throws what has to be decided first, if anything. */
export function refuseUndecided({ undecided }: SitePlan): void {
  if (undecided.length > 0) throw new BartizanError(undecided);
}

function unsignedIn({ host, steps }: HostPlan): readonly Problem[] {
  const found = "a certificate to sign, and no key to sign with";
  return steps.flatMap((it) => (it.kind === "certificate" ? [problem("BZ_VAULT_LOCKED", { where: `${host}: ${it.summary}`, found })] : []));
}

/** What a new certificate would have left when it is due again. None lives longer than its CA: near that one's end, its own life says when. */
function leastLeft({ infra, authorities }: SitePlanInputs, now: number): number {
  const { lifetimeDays } = infra.tls;
  return Math.min(...Object.values(authorities).map((it) => it.notAfter)) - now < lifetimeDays * 86_400
    ? 0
    : secondsLeft(lifetimeDays, "renewed");
}

/**
 * Carries the plans out: takes every host's lock and prepares all hosts together, then changes them wave by wave. The first host
 * that fails ends the run after its wave; whatever was done stays, and the next run goes on from there.
 */
export async function converge(inputs: ConvergeInputs, sitePlan: SitePlan): Promise<void> {
  const work = sitePlan.plans.filter((it) => it.steps.length > 0);
  if (work.length === 0) return;
  refuseBlocked(sitePlan);
  const hold = makeHold([...sitePlan.facts.values()].flatMap((it) => it.lock ?? []));
  const { emit, transport } = inputs;
  try {
    emit({ type: "phase", name: "prepare", hosts: work.map((it) => it.host) });
    const certificates = new Map<string, ReadonlyMap<string, IssuedCertificate>>();
    const packed = work.some((it) => it.steps.some((step) => step.kind === "release")) ? inputs.release() : undefined;
    const [release] = await settle([
      packed ?? Promise.resolve(undefined),
      ...work.map(async (it) => {
        certificates.set(it.host, await prepareHost(inputs, it, hold));
        return undefined;
      }),
    ]);
    await inWaves(inputs, sitePlan, await settled(inputs, work), async (it) => {
      const commit: CommitInputs = {
        secrets: inputs.secrets,
        certificates: certificates.get(it.host) ?? new Map(),
        ...(release === undefined ? {} : { release }),
      };
      await commitHost(inputs, it, hold, commit);
      await inputs.afterwards?.(it);
      if (it.unfinished !== true) emit({ type: "host-done", host: it.host });
    });
    const deployed = work.some((it) => it.steps.some((step) => step.kind === "release"));
    const hosts = work.map((it) => it.host);
    const text = `${hosts.length > 4 ? `${hosts.length} hosts` : hosts.join(", ")} ${inputs.did ?? "changed"}`;
    await noteEvent(transport, inputs.infra, { kind: deployed ? "deploy" : "converge", text });
  } finally {
    await Promise.allSettled(work.map((it) => transport.run(it.host, releaseLock(hold.run), { timeoutMs: 8000, afterwards: true })));
  }
}

async function settled(inputs: ConvergeInputs, plans: readonly HostPlan[]): Promise<ClusterStart> {
  const { infra, bootstrap } = inputs;
  let all: ClusterStart = { work: plans };
  for (const part of PARTS) all = { ...all, ...(await part.settle?.run(hostsOver(inputs), infra, all.work, bootstrap)) };
  return all;
}

/**
 * Changes the hosts in their order. Requests go elsewhere while a host that answers them is changed; a wave after which those that
 * send requests do not see well whom they saw well before is the last one.
 */
async function inWaves(
  inputs: ConvergeInputs,
  { facts }: SitePlan,
  { work, founder }: ClusterStart,
  commit: (it: HostPlan) => Promise<void>,
): Promise<void> {
  const { infra, transport, emit } = inputs;
  const fresh = new Set(work.filter((it) => it.fresh).map((it) => it.host));
  const serving = new Set(infra.hosts.map((host) => host.name).filter((name) => facts.get(name)?.generation !== ""));
  const traffic = await openDrain({ infra, transport, emit, serving });
  const { retiring = [] } = inputs;
  const changing = new Set(work.map((it) => it.host).filter((name) => !retiring.includes(name)));
  // Who is down anyway cannot be missed, but the primary still goes first: its database serves.
  const idle = new Set([...fresh, ...[...traffic.down].filter((name) => changing.has(name) && name !== infra.database?.primary)]);
  const order = orderOf({ infra, work, idle, retiring, ...(founder === undefined ? {} : { founder }) });
  try {
    await traffic.leave(
      work.map((it) => it.host).filter((name) => retiring.includes(name)),
      idle,
    );
    for (const [index, plans] of order.entries()) {
      const hosts = plans.map((it) => it.host);
      emit({ type: "wave", number: index + 1, of: order.length, hosts });
      await traffic.leave(
        plans.filter((it) => interrupts(it, infra)).map((it) => it.host),
        idle,
      );
      await settle(plans.map(commit));
      await traffic.enter(hosts);
    }
    // Of some hosts alone nobody expects that they serve already, nor of a site without an app.
    const whole = infra.hosts.every((host) => inputs.states.some((state) => state.host === host.name));
    if (whole && infra.app !== undefined) await traffic.arrive(fresh);
  } finally {
    await traffic.end();
  }
}
