import type { ConvergeInputs } from "../engine/converge.ts";
import { hostsOver } from "../engine/hosts.ts";
import type { Emit } from "../event/event.ts";
import type { HandedOver, HandOver, HandOverPlan } from "../kit/hand-over.ts";
import type { Transport } from "../transport/transport.ts";
import { replaceFile } from "../util/replace-file.ts";
import { type GlobalOptions, openTarget, type Target } from "./context.ts";
import { compileTarget } from "./desired.ts";
import { lookAtTarget } from "./reach.ts";
import { builtRelease, packed, seenRelease } from "./release.ts";
import { renewEnded } from "./renewal.ts";
import { type FileDraft, withEdits } from "./repair.ts";

/** What a task is handed over with. */
export interface Move {
  readonly handOver: HandOver;
  readonly globals: GlobalOptions;
  readonly target: Target;
  readonly transport: Transport;
  /** The file, as {@link withHolder} has shown that it can be edited. */
  readonly draft: FileDraft;
  readonly emit: Emit;
}

/** The file with this host as the one that has the task. Throws what `withEdits` throws for a file that cannot be edited. */
export async function withHolder({ holder, edits }: HandOver, draft: FileDraft, to: string): Promise<FileDraft> {
  return holder(draft.loaded.infra) === to ? draft : withEdits(draft, edits(to));
}

/** Hands the task over on the hosts, in the file and in all that follows from it. */
export async function carryOver(
  { handOver, globals, target, transport, draft, emit }: Move,
  plan: HandOverPlan,
): Promise<{ readonly promoted: HandedOver; readonly written: boolean }> {
  const { secrets } = await compileTarget(target, [], seenRelease(target));
  const promoted = await plan.run(hostsOver({ transport, emit, secrets }));
  const after = await withHolder(handOver, draft, promoted.to);
  const written = after.text !== draft.text;
  if (written) replaceFile(target.loaded.path, draft.text, after.text, "BZ_FIX_CHANGED");
  await settleHosts(globals, transport, plan, emit);
  return { promoted, written };
}

/** What `up` does, on the hosts that could be reached: all that is made of who has the task. */
async function settleHosts(globals: GlobalOptions, transport: Transport, { lost }: HandOverPlan, emit: Emit): Promise<void> {
  const target = await openTarget(globals);
  const only = target.infra.hosts.map((it) => it.name).filter((name) => !lost.includes(name));
  const [{ desired, facts }, { converge, planSite }] = await Promise.all([
    lookAtTarget(target, transport, { only, release: builtRelease(target, emit), emit }),
    import("../engine/converge.ts"),
  ]);
  const inputs: ConvergeInputs = {
    infra: target.infra,
    states: desired.states,
    transport,
    secrets: desired.secrets,
    authorities: desired.vault.authorities,
    release: () => packed(target, desired.releaseId),
    emit,
  };
  const { facts: now } = await renewEnded(inputs, facts, { agreed: true, quiet: globals.json === true });
  await converge(inputs, planSite(inputs, now));
}
