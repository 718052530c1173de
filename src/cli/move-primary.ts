import type { ConvergeInputs } from "../engine/converge.ts";
import { type Promoted, type Prospect, promote } from "../engine/promote.ts";
import type { Emit } from "../event/event.ts";
import type { Transport } from "../transport/transport.ts";
import { replaceFile } from "../util/replace-file.ts";
import { type GlobalOptions, openTarget, type Target } from "./context.ts";
import { compileTarget } from "./desired.ts";
import { lookAtTarget } from "./reach.ts";
import { builtRelease, packed, seenRelease } from "./release.ts";
import { renewEnded } from "./renewal.ts";
import { type Draft, withEdits } from "./repair.ts";

/** What a promotion is carried out with. */
export interface Move {
  readonly globals: GlobalOptions;
  readonly target: Target;
  readonly transport: Transport;
  /** The file, as {@link withPrimary} has shown that it can be edited. */
  readonly draft: Draft;
  readonly emit: Emit;
}

/** The file with this host as the primary. Throws what `withEdits` throws for a file that cannot be edited. */
export async function withPrimary(draft: Draft, to: string): Promise<Draft> {
  if (draft.loaded.infra.database?.primary === to) return draft;
  return withEdits(draft, [{ path: ["database", "primary"], value: to }]);
}

/** Moves the primary in the databases, in the file and in all that follows from it. */
export async function movePrimary(
  { globals, target, transport, draft, emit }: Move,
  seen: Prospect,
): Promise<{ readonly promoted: Promoted; readonly written: boolean }> {
  const { secrets } = await compileTarget(target, [], seenRelease(target));
  const promoted = await promote({ infra: target.infra, transport, secrets, emit }, seen);
  const after = await withPrimary(draft, promoted.to);
  const written = after.text !== draft.text;
  if (written) replaceFile(target.loaded.path, draft.text, after.text, "BZ_FIX_CHANGED");
  await settleHosts(globals, transport, seen, emit);
  return { promoted, written };
}

/** What `up` does, on the hosts that could be reached: proxies, alerts and all else that the file's primary is in. */
async function settleHosts(globals: GlobalOptions, transport: Transport, { standings }: Prospect, emit: Emit): Promise<void> {
  const target = await openTarget(globals);
  const lost = [...standings].flatMap(([name, it]) => (it?.answers === true ? [] : [name]));
  const only = target.infra.hosts.map((it) => it.name).filter((name) => !lost.includes(name));
  const [{ desired, facts }, { converge, foresee }] = await Promise.all([
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
  await converge(inputs, foresee(inputs, now));
}
