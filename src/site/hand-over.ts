import { handOverOf, planHandOver } from "../catalog/hand-over.ts";
import { hostsOver } from "../engine/hosts.ts";
import { existing } from "../engine/vault-store.ts";
import type { HandedOver, HandOver, HandOverPlan } from "../kit/hand-over.ts";
import { hostsOf, type Infrastructure, type Role } from "../model/infrastructure.ts";
import type { Transport } from "../transport/transport.ts";
import { replaceFile } from "../util/replace-file.ts";
import { atOnce } from "./at-once.ts";
import { compileTarget } from "./desired.ts";
import { convergeInputs } from "./inputs.ts";
import type { Operator } from "./operator.ts";
import { lookAtTarget } from "./reach.ts";
import { builtRelease, seenRelease } from "./release.ts";
import { renewEnded } from "./renewal.ts";
import { draftOfFile, type FileDraft, withEdits } from "./repair.ts";
import { buildable, reopened, type Target, withHosts } from "./target.ts";

export interface TaskRequest {
  readonly role: Role;
  /** Who gets the task; without a name whoever lost least, where its holder is lost. */
  readonly to: string | undefined;
  readonly allowLoss: boolean;
}

export interface TaskMoved {
  readonly promoted: HandedOver;
  /** Whether the file had to be edited. */
  readonly written: boolean;
  /** Nothing was lost, so that whoever is left behind should have followed. */
  readonly planned: boolean;
}

/** Gives the task of a role to another host: on the hosts, in the file, and in all that is made of it. */
export async function handTaskOver(target: Target, { role, to, allowLoss }: TaskRequest, operator: Operator): Promise<TaskMoved> {
  const { infra } = target;
  buildable(target);
  const handOver = handOverOf(role);
  handOver.refuse(infra, to);
  await existing(target.vault);
  return withHosts(target, async (transport) => {
    const at = hostsOver({ transport, emit: operator.emit, secrets: new Map() });
    const plan = await planHandOver(handOver, at, infra, { to, allowLoss });
    const draft = await draftOfFile(target);
    // Before anything is changed: a file that cannot be written shows now.
    await withHolder(handOver, draft, to ?? someOther(infra, handOver, plan));
    operator.tell({ way: plan.way });
    await operator.agree({
      question: "Move the primary?",
      found: "a primary to move, and no terminal to ask on",
      mend: "Run it again with --yes.",
    });
    const moved = await carryOver({ handOver, target, transport, draft, operator }, plan);
    return { ...moved, planned: plan.way.kind === "planned" };
  });
}

/** Any host that could get the task: to see whether the file can be edited. */
function someOther(infra: Infrastructure, { role, holder }: HandOver, { way }: HandOverPlan): string {
  const names = hostsOf(infra, role).map((it) => it.name);
  return names.find((name) => way.kind !== "settled" && name !== way.from) ?? holder(infra) ?? "";
}

/** What a task is handed over with. */
interface Move {
  readonly handOver: HandOver;
  readonly target: Target;
  readonly transport: Transport;
  /** The file, as {@link withHolder} has shown that it can be edited. */
  readonly draft: FileDraft;
  readonly operator: Operator;
}

/** The file with this host as the one that has the task. Throws what `withEdits` throws for a file that cannot be edited. */
export async function withHolder({ holder, edits }: HandOver, draft: FileDraft, to: string): Promise<FileDraft> {
  return holder(draft.loaded.infra) === to ? draft : withEdits(draft, edits(to));
}

/** Carries the plan out, after its operator has agreed. */
export async function carryOver({ handOver, draft, ...run }: Move, plan: HandOverPlan): Promise<Omit<TaskMoved, "planned">> {
  const { target, transport, operator } = run;
  const { secrets } = await compileTarget(target, [], seenRelease(target));
  const promoted = await plan.run(hostsOver({ transport, emit: operator.emit, secrets }));
  const after = await withHolder(handOver, draft, promoted.to);
  const written = after.text !== draft.text;
  if (written) replaceFile(target.loaded.path, draft.text, after.text, "BZ_FIX_CHANGED");
  await settleHosts(run, plan);
  return { promoted, written };
}

/** What `up` does, on the hosts that could be reached: all that is made of who has the task. */
async function settleHosts(
  { target: before, transport, operator }: Omit<Move, "handOver" | "draft">,
  { lost }: HandOverPlan,
): Promise<void> {
  const { emit } = operator;
  const target = await atOnce(await reopened(before));
  const only = target.infra.hosts.map((it) => it.name).filter((name) => !lost.includes(name));
  const [{ desired, facts }, { converge, planSite }] = await Promise.all([
    lookAtTarget(target, transport, { only, release: builtRelease(target, emit), emit }),
    import("../engine/converge.ts"),
  ]);
  const inputs = convergeInputs(target, desired, transport, emit);
  const { facts: now } = await renewEnded(inputs, facts, { ...operator, agree: async () => {} });
  await converge(inputs, planSite(inputs, now));
}
