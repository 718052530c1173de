import { only } from "../catalog/only.ts";
import { hostsOver } from "../engine/hosts.ts";
import type { Copies, Copy, CopyVerb, Outcome } from "../kit/copies.ts";
import type { Transport } from "../transport/transport.ts";
import { fail } from "../util/errors.ts";
import type { Operator } from "./operator.ts";
import { type Target, withHosts } from "./target.ts";

/** Who makes the copies, and the way there. */
export interface Keeper {
  readonly target: Target;
  readonly copies: Copies;
  readonly transport: Transport;
  readonly host: string;
  /** Is given what the host says, line by line. */
  readonly says: (line: string) => void;
}

/** Works with the host that makes the copies. Throws `BZ_BACKUP_NONE`. */
export async function withKeeper<T>(target: Target, says: Keeper["says"], work: (keeper: Keeper) => Promise<T>): Promise<T> {
  const copies = only("copies");
  const host = copies.host(target.infra)?.name;
  if (host === undefined) throw fail("BZ_BACKUP_NONE", { where: target.loaded.path });
  return withHosts(target, (transport) => work({ target, copies, transport, host, says }));
}

/** Whether it has come to a good end. */
export async function askKeeper({ copies, transport, host, says }: Keeper, what: CopyVerb, id?: string): Promise<boolean> {
  return (await transport.attach(host, copies.command(what, id), says)) === 0;
}

/** Restores a copy (the newest when none is named) into a server beside the database. */
export async function restoreBeside(keeper: Keeper, id: string | undefined, { emit, tell }: Operator): Promise<boolean> {
  const copy = await copyOf(keeper, id, emit);
  tell({ copy });
  tell(`It is restored into a server of its own on ${keeper.host}; the database goes on.`);
  return askKeeper(keeper, "restore", copy.id);
}

export interface Replaced {
  readonly outcome: Outcome;
  readonly copy: Copy;
  /** The host through which the database was replaced. */
  readonly writer: string;
}

/** Replaces the database by a copy, after one has been taken of what is there where `first` says how. */
export async function restoreInPlace(
  keeper: Keeper,
  id: string | undefined,
  { emit, tell }: Operator,
  { agree, first }: { readonly agree: () => Promise<void>; readonly first: (() => Promise<boolean>) | undefined },
): Promise<Replaced> {
  const { target, copies, host, says } = keeper;
  const copy = await copyOf(keeper, id, emit);
  tell({ copy });
  const replacement = await copies.replacement(hostsOver({ transport: keeper.transport, emit, secrets: new Map() }), target.infra);
  await agree();
  if (first !== undefined && !(await first())) throw fail("BZ_RESTORE_FIRST", { where: host });
  return { outcome: await replacement.run(copy, says), copy, writer: replacement.writer };
}

function copyOf({ target, copies, transport }: Keeper, id: string | undefined, emit: Operator["emit"]): Promise<Copy> {
  return copies.look(hostsOver({ transport, emit, secrets: new Map() }), target.infra, id);
}
