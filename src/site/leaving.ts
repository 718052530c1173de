import { type Members, readMembers, writeMembers } from "../engine/members.ts";
import type { Emit } from "../event/event.ts";
import { labState } from "../lab/lab.ts";
import { departed, withDeparted } from "../model/departed.ts";
import type { Host } from "../model/infrastructure.ts";
import { BartizanError } from "../util/errors.ts";
import { openTransport, type Target } from "./target.ts";

/** What is to be done with hosts that have left the file. */
export interface Leaving {
  /** Where everything else is brought about first, with those hosts still serving; absent when that is done. */
  readonly before?: Target;
  /** The file, and the hosts to take down after it. */
  readonly after: Target;
  /** Remembers who is there, once it is known that they are to be changed. */
  readonly seen: () => Promise<void>;
  /** Remembers that taking down has begun. */
  readonly begun: () => Promise<void>;
  /** Forgets them. */
  readonly done: () => Promise<void>;
}

/** Finds the hosts that have left the file. With `only`, nobody is taken down, and nobody forgotten. */
export async function leavingOf(target: Target, only: readonly string[], emit: Emit): Promise<Leaving> {
  const { infra, vault } = target;
  const members = await readMembers(vault);
  const gone = departed(infra, members.hosts);
  const retiring = only.length > 0 ? [] : await reachable(target, gone, emit);
  const all = withDeparted(infra, members.hosts, only.length > 0 ? gone : retiring).hosts;
  const note = async (hosts: readonly Host[], names: Members["retiring"]): Promise<void> =>
    writeMembers(vault, { ...(await readMembers(vault)), hosts, retiring: names });
  const serving = retiring.filter((host) => !members.retiring.includes(host.name));
  return {
    ...(serving.length === 0 ? {} : { before: { ...target, infra: withDeparted(infra, members.hosts, serving) } }),
    after: { ...target, retiring },
    seen: () => note(all, members.retiring),
    begun: () =>
      note(
        all,
        retiring.map((host) => host.name),
      ),
    done: async () => {
      if (only.length === 0) await note(infra.hosts, []);
    },
  };
}

/** The hosts that `up` would take down. */
export async function departedFrom(target: Target): Promise<readonly Host[]> {
  return reachable(target, departed(target.infra, (await readMembers(target.vault)).hosts), () => {});
}

/** Those that answer. Machines that leave a file are often gone already; then there is nothing to be taken down. */
async function reachable(target: Target, gone: readonly Host[], emit: Emit): Promise<readonly Host[]> {
  if (gone.length === 0) return [];
  if (target.lab) {
    const { machines } = await labState(target.labId);
    return gone.filter((host) => machines.some((it) => it.name === host.name && it.running));
  }
  const transport = openTransport({ ...target, retiring: gone });
  try {
    const answers = await Promise.all(
      gone.map(async (host) => {
        try {
          if ((await transport.run(host.name, "true", { timeoutMs: 15_000 })).code === 0) return [host];
        } catch (error) {
          if (!(error instanceof BartizanError)) throw error;
        }
        emit({ type: "forgotten", host: host.name });
        return [];
      }),
    );
    return answers.flat();
  } finally {
    await transport.close();
  }
}
