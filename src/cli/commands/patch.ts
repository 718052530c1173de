import { Command } from "@commander-js/extra-typings";
import { missed } from "../../catalog/gaps.ts";
import { HAND_OVERS, planHandOver } from "../../catalog/hand-over.ts";
import { only } from "../../catalog/only.ts";
import { servicesOf } from "../../catalog/services.ts";
import type { ConvergeInputs } from "../../engine/converge.ts";
import { hostsOver } from "../../engine/hosts.ts";
import { orderOf } from "../../engine/order.ts";
import { lookForPatches, type PendingByHost, patch, patchPlans } from "../../engine/patch.ts";
import { existing } from "../../engine/vault-store.ts";
import type { Emit } from "../../event/event.ts";
import type { Absence } from "../../kit/patching.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import type { Facts } from "../../state/facts.ts";
import type { HostPlan } from "../../state/step.ts";
import type { Transport } from "../../transport/transport.ts";
import { fail } from "../../util/errors.ts";
import { agree } from "../agree.ts";
import { buildable, type GlobalOptions, knownHosts, openTarget, openTransport, type Target } from "../context.ts";
import { carryOver, withHolder } from "../hand-over.ts";
import { interruptible } from "../interruption.ts";
import { todayUtc } from "../judgement.ts";
import { names } from "../options.ts";
import { lookAtTarget } from "../reach.ts";
import { seenRelease } from "../release.ts";
import { type PatchOutlook, patchJson, patchLines, type TaskMove } from "../render/patch.ts";
import { print } from "../render/print.ts";
import { jsonProgress, liveProgress, type Progress, plainProgress } from "../render/progress.ts";
import { drafted, type FileDraft, readText } from "../repair.ts";

export function patchCommand(): Command {
  const command = new Command("patch")
    .description("install security updates, host by host, without a failed request")
    .option("-y, --yes", "do not ask before changing")
    .option("--plan", "show what would be done, and end")
    .option("--only <hosts>", "these hosts only (comma-separated)", names)
    .addHelpText(
      "after",
      `
Hosts install those updates by themselves that restart nothing which serves; see \`updates\` in the file. This installs the others, in
the waves of \`up\`: a host is drained, upgraded, what runs from the upgraded files is started anew, the machine too when that is
due, and the next one follows when it is well. A primary gives its task to a replica before its turn. After an interruption,
run it again.

Examples:
  bartizan patch --plan
  bartizan patch --yes
  bartizan patch --only srv2

Exit status: 0 done or nothing to do, 1 failed, 2 the file or command line is wrong, 3 you said no.`,
    );
  command.action(async (options) => {
    const globals = { ...(command.optsWithGlobals() as GlobalOptions) };
    const progress = globals.json === true ? jsonProgress() : process.stdout.isTTY ? liveProgress() : plainProgress();
    try {
      const wanted: Options = { yes: options.yes === true, plan: options.plan === true, only: options.only ?? [] };
      await interruptible(progress.emit, (emit) => run(globals, wanted, { ...progress, emit }));
    } finally {
      progress.end();
    }
  });
  return command as unknown as Command;
}

interface Options {
  readonly yes: boolean;
  readonly plan: boolean;
  readonly only: readonly string[];
}

/** What is known of the hosts, and what follows from it. */
interface Seen {
  readonly target: Target;
  readonly inputs: ConvergeInputs;
  readonly facts: ReadonlyMap<string, Facts>;
  readonly sights: PendingByHost;
  readonly plans: readonly HostPlan[];
}

async function run(globals: GlobalOptions, options: Options, progress: Progress): Promise<void> {
  const started = performance.now();
  const target = await openTarget(globals);
  await existing(target.vault);
  knownHosts(target, options.only);
  buildable(target);
  const transport = openTransport(target);
  const { emit } = progress;
  try {
    const seen = await see(target, transport, options.only, emit, true);
    const work = seen.plans.filter((it) => it.steps.length > 0);
    const outlook = outlookOf(seen);
    if (globals.json === true) print([patchJson(outlook)]);
    else if (work.length > 0) print(patchLines(outlook));
    if (!options.plan && work.length > 0) await carryOut({ globals, options, emit, seen, outlook });
    const seconds = (performance.now() - started) / 1000;
    if (globals.json === true && !options.plan) emit({ type: "done", changed: work.length, hosts: seen.plans.length, seconds });
    if (globals.json === true) return;
    progress.end();
    if (work.length === 0) print([`no security updates to install (${seen.plans.length} hosts)`]);
    else if (!options.plan) print([`${work.length} of ${seen.plans.length} hosts patched in ${seconds.toFixed(1)} s`]);
  } finally {
    await transport.close();
  }
}

async function see(target: Target, transport: Transport, only: readonly string[], emit: Emit, refresh: boolean): Promise<Seen> {
  const { infra } = target;
  const { desired, facts } = await lookAtTarget(target, transport, { only, release: seenRelease(target), emit });
  const inputs: ConvergeInputs = {
    infra,
    states: desired.states,
    transport,
    secrets: desired.secrets,
    authorities: desired.vault.authorities,
    release: () => Promise.reject(fail("BZ_INTERNAL", { found: "a patch that packs" })),
    emit,
  };
  const sights = await lookForPatches(inputs, [...facts.keys()], refresh);
  return { target, inputs, facts, sights, plans: patchPlans(inputs, facts, sights) };
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

function outlookOf({ target, plans, sights }: Pick<Seen, "target" | "plans" | "sights">): PatchOutlook {
  const { infra } = target;
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
    const leaves = absences.some((it) => it.host === from && it.roles.has(handOver.role));
    return from === undefined || to === undefined || !leaves ? [] : [{ handOver, from, to }];
  });
  return move;
}

interface Work {
  readonly globals: GlobalOptions;
  readonly options: Options;
  readonly emit: Emit;
  readonly seen: Seen;
  readonly outlook: PatchOutlook;
}

async function carryOut({ globals, options, emit, seen, outlook }: Work): Promise<void> {
  const { target, inputs, facts, sights, plans } = seen;
  const { first, last } = parted(target.infra, plans);
  const { path } = target.loaded;
  const { move } = outlook;
  // Before anything is changed: a file that cannot be written shows now.
  const draft = move === undefined ? undefined : await drafted(path, readText(path), todayUtc());
  if (draft !== undefined && move !== undefined) await withHolder(move.handOver, draft, move.to);
  const count = first.length + last.length;
  await agree({
    agreed: options.yes || target.lab,
    question: `Patch ${count} ${count === 1 ? "host" : "hosts"}?`,
    found: "hosts to patch, and no terminal to ask on",
    mend: "Look at what is to be done with `bartizan patch --plan`, then run `bartizan patch --yes`.",
  });
  await patch(inputs, { facts, plans: first }, sights);
  if (draft === undefined || move === undefined) return patch(inputs, { facts, plans: last }, sights);
  await moveAway({ globals, emit, seen, draft, move });
  // The hosts have been told of the new primary, so they are looked at anew.
  const after = await see(await openTarget(globals), inputs.transport, [move.from], emit, false);
  await patch(after.inputs, after, after.sights);
}

interface Moving extends Pick<Work, "globals" | "emit" | "seen"> {
  readonly draft: FileDraft;
  readonly move: NonNullable<PatchOutlook["move"]>;
}

async function moveAway({ globals, emit, seen: { target, inputs }, draft, move }: Moving): Promise<void> {
  const { infra, transport } = inputs;
  const { handOver, to } = move;
  const plan = await planHandOver(handOver, hostsOver(inputs), infra, { to, allowLoss: false });
  const { promoted } = await carryOver({ handOver, globals, target, transport, draft, emit }, plan);
  const behind = promoted.behind.find((it) => it.host === move.from);
  if (behind !== undefined) throw fail("BZ_PATCH_UNWELL", { where: move.from, found: `it does not follow ${promoted.to}: ${behind.why}` });
}
