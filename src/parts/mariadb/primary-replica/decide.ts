import type { HandOverRequest, HandOverWay } from "../../../kit/hand-over.ts";
import type { Host } from "../../../model/infrastructure.ts";
import { fail } from "../../../util/errors.ts";
import { primaryOf, progressOf, type ReplicaState } from "./replica-state.ts";

/** What is known before anything is changed. `undefined` for a host that cannot be reached. */
export interface Survey {
  /** The database hosts of the file, in its order. */
  readonly hosts: readonly Host[];
  readonly states: ReadonlyMap<string, ReplicaState | undefined>;
  /** The primary by the file. */
  readonly inFile: string;
}

export interface HandOverInputs extends Omit<HandOverRequest, "redirect"> {
  readonly semiSync: boolean;
}

/** How the request is to be brought about. Throws when it must not be. */
export function decideHandOver({ hosts, states, inFile }: Survey, request: HandOverInputs): HandOverWay {
  const seen = [...states.values()].flatMap((it) => it ?? []);
  const open = seen.filter((it) => it.answers && it.follows === undefined && it.data && !it.readOnly);
  if (open.length > 1) {
    throw fail("BZ_PROMOTE_TWO", { where: open.map((it) => it.host).join(", "), found: "each of them accepts writes" });
  }
  const from = primaryOf(hosts, seen, inFile);
  if (from === undefined) throw fail("BZ_PROMOTE_NOBODY", { where: hosts.map((it) => it.name).join(", "), found: "no database with data" });
  const { to } = request;
  if (to !== undefined && to === from) {
    if (states.get(from)?.answers === true && states.get(from)?.readOnly === false) return { kind: "settled", to };
    throw fail("BZ_PROMOTE_ALREADY", {
      where: to,
      found: "the primary, by what the hosts say, though it accepts no writes just now",
    });
  }
  if (states.get(from)?.answers === true) {
    if (to === undefined) {
      const allowed = hosts.map((it) => it.name).filter((name) => name !== from);
      throw fail("BZ_PROMOTE_WHOM", { where: from, found: "a primary that answers, and no host named", allowed: allowed.join(", ") });
    }
    follower(to, states, hosts, from);
    return { kind: "planned", from, to };
  }
  const replicas = hosts.filter((it) => it.name !== from).map((it) => it.name);
  const ready = replicas.filter((name) => spare(name, states, hosts, from) === undefined);
  if (to !== undefined) follower(to, states, hosts, from);
  const missing = replicas.filter((name) => !ready.includes(name) && !isBehind(name, states, hosts, ready));
  if (ready.length === 0) throw fail("BZ_PROMOTE_NOBODY", { where: replicas.join(", "), found: `no replica of ${from} that answers` });
  if (!request.allowLoss) mayLose(from, missing, request.semiSync);
  return { kind: "crash", from, to, replicas: ready };
}

/** Whether a host follows a replica already: it had nothing that this one lacked when it was told to, and has had nothing else since. */
function isBehind(name: string, states: Survey["states"], hosts: readonly Host[], ready: readonly string[]): boolean {
  const follows = states.get(name)?.follows;
  return follows !== undefined && hosts.some((it) => ready.includes(it.name) && (it.address === follows || it.address6 === follows));
}

/** Without being told so nobody's acknowledged writes are given up. */
function mayLose(from: string, missing: readonly string[], semiSync: boolean): void {
  if (!semiSync) {
    throw fail("BZ_PROMOTE_MAY_LOSE", {
      where: from,
      found: "asynchronous replication: what it acknowledged last may be on no replica",
      mend: `Bring ${from} back; nothing is lost then. If that takes too long: --allow-loss promotes the most advanced replica, and what had not reached it stays on ${from} alone.`,
    });
  }
  if (missing.length > 0) {
    throw fail("BZ_PROMOTE_MAY_LOSE", {
      where: missing.join(", "),
      found: `no answer, or it does not follow ${from}: it may be the only one that has the last acknowledged writes`,
      mend: "Bring it back and run the command again; nothing is lost then. --allow-loss goes on without it.",
    });
  }
}

function follower(to: string, states: Survey["states"], hosts: readonly Host[], from: string): void {
  const found = spare(to, states, hosts, from);
  if (found !== undefined) throw fail("BZ_PROMOTE_BEHIND", { where: to, found });
}

/** Why a host cannot take the place of `from`; undefined when it can. One that a promotion which was cut off has detached can. */
function spare(name: string, states: Survey["states"], hosts: readonly Host[], from: string): string | undefined {
  const it = states.get(name);
  const primary = hosts.find((host) => host.name === from);
  if (it === undefined || !it.answers) return "no answer from its MariaDB";
  if (!it.data) return "no copy of the data, or one that is not finished";
  if (it.follows === undefined) return it.slavePosition === "" ? "no replica" : undefined;
  return it.follows === primary?.address || it.follows === primary?.address6 ? undefined : `a replica of ${it.follows}, not of ${from}`;
}

/** Of the replicas that have applied all that they received: the one to promote. Throws when the wished one lacks what another has. */
export function choose(positions: ReadonlyMap<string, string>, { to, allowLoss }: HandOverInputs): string {
  const ranked = [...positions].toSorted((a, b) => progressOf(b[1]) - progressOf(a[1]));
  const [best] = ranked;
  if (best === undefined) throw fail("BZ_PROMOTE_NOBODY", { where: "the replicas", found: "none that could be stopped" });
  if (to === undefined) return best[0];
  const lacks = progressOf(best[1]) - progressOf(positions.get(to) ?? "");
  if (lacks > 0 && !allowLoss) {
    throw fail("BZ_PROMOTE_MAY_LOSE", {
      where: to,
      found: `${lacks} ${lacks === 1 ? "transaction" : "transactions"} less than ${best[0]} (${positions.get(to) ?? "nothing"}, ${best[1]})`,
      mend: `Promote ${best[0]}, which has everything. --allow-loss gives up what only ${best[0]} has: it then cannot follow ${to}.`,
    });
  }
  return to;
}
