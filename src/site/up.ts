import type { ConvergeInputs } from "../engine/converge.ts";
import { ownFolder } from "../engine/own-folder.ts";
import { pending, type VaultStore } from "../engine/vault-store.ts";
import type { Emit } from "../event/event.ts";
import type { Adopted } from "../kit/part.ts";
import { labTrust, labUp } from "../lab/lab.ts";
import { fail } from "../util/errors.ts";
import { atOnce } from "./at-once.ts";
import { convergeInputs } from "./inputs.ts";
import type { AgreedPlan } from "./keep-to-plan.ts";
import { leavingOf } from "./leaving.ts";
import { muteShared } from "./mute-shared.ts";
import type { Operator } from "./operator.ts";
import { afterExchange, PASSWORD_WORDS, passwordRounds } from "./password-change.ts";
import { type Looked, type LookOptions, lookAtTarget, type Reached, reachLab } from "./reach.ts";
import { builtRelease, everBuiltRelease, type ReleaseId } from "./release.ts";
import { renewEnded } from "./renewal.ts";
import { buildable, knownHosts, openTransport, type Target } from "./target.ts";
import { upstreamChangeOf, upstreamWords } from "./upstream-change.ts";

export interface UpOptions {
  /** Names of hosts; all when empty. */
  readonly only: readonly string[];
  /** Also hosts that are managed under the CA of another vault. */
  readonly newCa: boolean;
  /** Of a lab: port on the loopback. */
  readonly port?: number;
  /** Name of the host that begins what nobody runs yet. */
  readonly bootstrap?: string;
  /** The plan to carry out, and no other. */
  readonly plan?: AgreedPlan;
}

export interface Brought {
  /** Names of the hosts that had to be changed. */
  readonly changed: readonly string[];
  /** How many there are. */
  readonly hosts: number;
  /** Names of the secrets that nobody gave. */
  readonly madeUp: readonly string[];
}

/** What every part of a run has. */
interface Means extends Operator {
  readonly release: ReleaseId;
  /** Keeps what the vault has got in this run. */
  readonly keep: () => Promise<void>;
  /** What the vault takes over from the hosts, and must not make anew. */
  readonly adopts: readonly Adopted[];
  /** The vault without what this run has added to it. */
  readonly kept: VaultStore;
}

/** Makes the machines what the file says; boots those of a lab. */
export async function bringUp(opened: Target, options: UpOptions, operator: Operator): Promise<Brought> {
  // Nothing is written before the hosts have been looked at: a vault that was made for a run that is refused would pass for theirs.
  const vault = pending(opened.vault);
  const target = { ...opened, vault };
  const { emit } = operator;
  // Before a machine boots: bad input changes nothing.
  knownHosts(target, options.only);
  await knownFounder(target, options.bootstrap);
  buildable(target);
  const leaving = await leavingOf(target, options.only, emit);
  const some = options.only.length > 0;
  // While others are left as they are, a host goes no further than these can follow.
  const file = leaving.before ?? (some ? await atOnce(leaving.after) : leaving.after);
  const upstream = await upstreamChangeOf(file);
  const keep = async (): Promise<void> => {
    ownFolder(target.notesDir);
    await leaving.seen();
    await upstream.begun();
    await vault.keep();
  };
  const adopts = options.newCa ? await (await import("../engine/adopt.ts")).lackingIn(vault) : [];
  const means: Means = {
    ...operator,
    release: (options.plan === undefined ? builtRelease : everBuiltRelease)(target, emit),
    keep,
    adopts,
    kept: opened.vault,
  };
  const last = some ? file : leaving.after;
  const steps = some ? [] : upstream.steps;
  if (steps.length > 0) operator.tell(upstreamWords(target));
  const passwords = await passwordRounds(vault);
  const both = (it: Target): Target => ({ ...it, infra: passwords.both(it.infra) });
  const changes = some ? [] : passwords.rounds;
  if (changes.length > 0) operator.tell(PASSWORD_WORDS);
  const before: readonly Round[] = [
    ...steps.map((step) => ({ target: both({ ...file, infra: step.infra }), done: () => upstream.done(step) })),
    ...changes.map((done) => ({ target: both(leaving.before ?? last), done })),
    // Everything else with those that leave still serving, then without them: whoever comes is ready before anybody goes.
    ...(leaving.before === undefined || changes.length > 0 ? [] : [{ target: leaving.before, done: async () => {} }]),
  ];
  const { plan, ...withoutPlan } = options;
  // A plan shows what all rounds come to, so that it is compared before the first.
  if (plan !== undefined && before.length > 0) await compared({ ...last, vault: await afterExchange(vault) }, plan, options, means);
  const changed = new Set<string>();
  for (const round of before) {
    for (const host of (await bringAbout(round.target, withoutPlan, means)).changed) changed.add(host);
    await round.done();
    await vault.keep();
  }
  if (leaving.after.retiring.length > 0) {
    await leaving.begun();
    await vault.keep();
  }
  const brought = await bringAbout(last, before.length > 0 ? withoutPlan : options, means);
  for (const host of brought.changed) changed.add(host);
  await leaving.done();
  await vault.keep();
  if (target.lab && leaving.after.retiring.length > 0) await bootLab(target, options, emit);
  return { ...brought, changed: [...changed] };
}

/** What is brought about before the end, and what is to be done then. */
interface Round {
  readonly target: Target;
  readonly done: () => Promise<void>;
}

/** Throws `BZ_PLAN_STALE` when something else is to be done now than was planned. */
async function compared(target: Target, plan: AgreedPlan, { only }: UpOptions, means: Means): Promise<void> {
  const transport = openTransport(target);
  try {
    const { desired, facts } = await lookAtTarget(target, transport, { only, release: means.release, emit: () => {} });
    const inputs = convergeInputs(target, desired, transport, () => {});
    await keptTo(plan, inputs, { desired, facts }, means.kept);
  } finally {
    await transport.close();
  }
}

async function keptTo(plan: AgreedPlan, inputs: ConvergeInputs, { desired, facts }: Looked, kept: VaultStore): Promise<boolean> {
  const { keepTo } = await import("./keep-to-plan.ts");
  return keepTo(plan, { inputs, facts, kept, release: desired.releaseId });
}

/** Throws `BZ_SSH_UNKNOWN_HOST` for a host that is no node of a cluster. */
async function knownFounder({ infra }: Target, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const { PARTS } = await import("../catalog/registry.ts");
  const nodes = PARTS.flatMap((part) => part.settle?.founders(infra) ?? []);
  if (nodes.includes(name)) return;
  const allowed = nodes.length === 0 ? "nothing: the file has no cluster of databases" : nodes.join(", ");
  throw fail("BZ_SSH_UNKNOWN_HOST", { where: `--bootstrap ${name}`, allowed });
}

/** Looks at the machines of a target and makes them what it says. */
async function bringAbout(target: Target, options: UpOptions, means: Means): Promise<Brought> {
  const { release, emit, tell, agree, keep, adopts } = means;
  const asked: LookOptions = { only: options.only, newCa: options.newCa, release, emit };
  const { transport, looked, booted } = await reach(target, options, asked);
  try {
    const [first, { converge, planSite, refuseBlocked }] = await Promise.all([looked, import("../engine/converge.ts")]);
    const adopted = adopts.length > 0 && (await (await import("../engine/adopt.ts")).adopt(target.infra, transport, target.vault, adopts));
    const { desired, facts: seen } = adopted ? await lookAtTarget(target, transport, asked) : first;
    const { bootstrap, plan } = options;
    const inputs = { ...convergeInputs(target, desired, transport, emit), ...(bootstrap === undefined ? {} : { bootstrap }) };
    const signs = plan === undefined ? undefined : await keptTo(plan, inputs, { desired, facts: seen }, means.kept);
    const { facts, renewed } = await renewEnded(inputs, seen, means, keep);
    const outlook = planSite(inputs, facts, signs === undefined ? {} : { signs });
    const { plans } = outlook;
    const changed = plans.filter((it) => it.steps.length > 0).map((it) => it.host);
    const change = async (): Promise<void> => {
      refuseBlocked(outlook);
      tell({ plans });
      await agree({
        question: `Change ${changed.length} ${changed.length === 1 ? "host" : "hosts"}?`,
        found: "changes to make, and no terminal to ask on",
        mend: plan === undefined ? "Look at them with `bartizan plan`, then run `bartizan up --yes`." : "Run it again with --yes.",
      });
      await keep();
      await converge(inputs, outlook);
    };
    if (changed.length === 0) await keep();
    await Promise.all([
      target.lab ? labTrust(target.labId, desired.vault.authorities.site.trusted) : undefined,
      changed.length > 0 ? change() : undefined,
    ]);
    // With `--only` the monitor may not be up yet, and is none of the run's business.
    const monitored = plans.some((it) => target.infra.hosts.some(({ name, roles }) => name === it.host && roles.includes("monitor")));
    if (target.lab && monitored && (booted || changed.length > 0)) await muteShared(target.infra, transport);
    const madeUp = [...desired.secrets.values()].filter((it) => it.madeUp).map((it) => it.name);
    return { changed: [...renewed, ...changed], hosts: plans.length, madeUp };
  } finally {
    await transport.close();
  }
}

async function reach(target: Target, options: UpOptions, asked: LookOptions): Promise<Reached & { readonly booted: boolean }> {
  if (!target.lab) {
    const transport = openTransport(target);
    return { transport, looked: lookAtTarget(target, transport, asked), booted: false };
  }
  let booted = false;
  const reached = await reachLab(target, asked, async () => {
    booted = await bootLab(target, options, asked.emit);
    return booted;
  });
  return { ...reached, booted };
}

/** Says whether there was anything to do. */
async function bootLab(target: Target, options: UpOptions, emit: Emit): Promise<boolean> {
  // A machine that is to be taken down has to be there for it.
  const infra = { ...target.infra, hosts: [...target.infra.hosts, ...target.retiring] };
  const [{ packagesOf }, { partsOn }] = await Promise.all([import("../catalog/compile.ts"), import("../catalog/services.ts")]);
  let acted = false;
  await labUp(infra, {
    id: target.labId,
    packages: packagesOf(infra),
    realTime: infra.hosts.flatMap((host) => (partsOn(host, infra).some((part) => part.realTime) ? [host.name] : [])),
    onEvent: (event) => {
      acted = true;
      emit({ type: "lab", ...event });
    },
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  return acted;
}
