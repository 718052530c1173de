import type { Emit } from "../event/event.ts";
import { onelineSubject } from "../kit/pki.ts";
import { type Host, hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { NOTHING_REPLACED, RESTORE_USER, SCRIPT } from "../parts/backup/names.ts";
import { databaseCertificate } from "../parts/mariadb/names.ts";
import { eventsScript } from "../parts/mariadb/promotion.ts";
import { closeAfterRestoreScript, type Guest, keepOutScript, letInScript, openForRestoreScript } from "../parts/mariadb/restoring.ts";
import { primaryOf, progressOf, type Standing } from "../parts/mariadb/standing.ts";
import { parseLock } from "../state/facts-parse.ts";
import { releaseLock } from "../state/script-frame.ts";
import type { Transport } from "../transport/transport.ts";
import type { Content } from "../util/content.ts";
import { fail } from "../util/errors.ts";
import { fill } from "../util/reveal.ts";
import { shellWords } from "../util/shell.ts";
import { makeHold } from "./hold.ts";
import { lockHost, standingOf } from "./standing.ts";

/** A copy of the database, as the place knows it. */
export interface Copy {
  readonly id: string;
  readonly bytes: number;
  /** Seconds since 1970 at its moment. */
  readonly at: number;
  /** The last transaction in it; a copy of an earlier version does not say. */
  readonly position?: string;
  /** Transactions since then, as far as the host that makes the copies knows. */
  readonly missing?: number;
}

export interface RestoreInputs {
  readonly infra: Infrastructure;
  readonly transport: Transport;
  /** The host that makes the copies. */
  readonly host: Host;
  readonly emit: Emit;
}

/** The host through which the database is replaced, and all that were looked at. */
export interface Writer {
  readonly host: Host;
  readonly standings: readonly Standing[];
}

/** What has become of the database: half of it is there when a load has ended in the middle. */
export type Outcome = "done" | "untouched" | "half";

/** Hours for which nobody else may change the database hosts. */
const HOLD_HOURS = 12;

/** The newest copy, or the named one. Throws `BZ_RESTORE_COPY`. */
export async function lookAtCopy({ transport, host }: RestoreInputs, id: string | undefined): Promise<Copy> {
  const words = id === undefined ? [SCRIPT, "show"] : [SCRIPT, "show", id];
  const { code, stdout, stderr } = await transport.run(host.name, shellWords(words), { timeoutMs: 300_000 });
  const copy = code === 0 ? parseCopy(stdout) : undefined;
  if (copy === undefined) throw fail("BZ_RESTORE_COPY", { where: id ?? "the newest", output: `${stdout}${stderr}`.trim() });
  return copy;
}

/** Reads what the host's script says of a copy. */
export function parseCopy(output: string): Copy | undefined {
  const values = new Map(output.split("\n").map((line) => [line.split(" ", 1)[0] ?? "", line.slice(line.indexOf(" ") + 1)] as const));
  const id = values.get("id");
  const bytes = Number(values.get("size"));
  const at = Number(values.get("at") ?? Date.parse(values.get("time") ?? "") / 1000);
  if (id === undefined || !Number.isFinite(bytes) || !Number.isFinite(at)) return undefined;
  const position = values.get("position");
  const now = values.get("now");
  if (position === undefined) return { id, bytes, at };
  const missing = now === undefined ? undefined : ordinal(now) - ordinal(position);
  return { id, bytes, at, position, ...(missing === undefined || missing < 0 ? {} : { missing }) };
}

/** How far a position goes: of replication, or of a cluster, which counts its commits. */
function ordinal(position: string): number {
  return /^\d+$/.test(position.trim()) ? Number(position) : progressOf(position);
}

/** Whoever takes the writes. In a cluster that is every node, so the one that has the copy does. Throws `BZ_RESTORE_WRITER`. */
export async function writerOf({ infra, transport, host }: RestoreInputs): Promise<Writer> {
  const nodes = hostsOf(infra, "database");
  const seen = await Promise.all(nodes.map(({ name }) => standingOf(transport, name)));
  const standings = seen.flatMap((it) => it ?? []);
  const silent = nodes.filter((it) => standings.find(({ host: name }) => name === it.name)?.answers !== true).map((it) => it.name);
  const cluster = infra.database?.topology === "galera";
  const name = cluster ? host.name : primaryOf(nodes, standings, infra.database?.primary ?? "");
  const writer = nodes.find((it) => it.name === name);
  const its = standings.find((it) => it.host === name);
  if (writer === undefined || its?.answers !== true || its.readOnly) {
    throw fail("BZ_RESTORE_WRITER", {
      where: nodes.map((it) => it.name).join(", "),
      found: silent.length > 0 ? `no answer from the MariaDB of ${silent.join(", ")}` : `${name ?? "none"} accepts no writes`,
    });
  }
  return { host: writer, standings };
}

/**
 * Puts a copy in place of the database. The app is kept out of it on all database hosts, and let in again when what is there is what was
 * copied; if the restore fails it stays out, for nobody is to go on with half of the data. `tell` is given what the host's script says.
 */
export async function replaceDatabase(
  inputs: RestoreInputs,
  copy: Copy,
  { host: writer, standings }: Writer,
  tell: (line: string) => void,
): Promise<Outcome> {
  const { infra, transport, host } = inputs;
  const reached = standings.filter((it) => it.answers);
  const nodes = hostsOf(infra, "database").filter((it) => reached.some(({ host: name }) => name === it.name));
  const guest: Guest | undefined =
    writer.name === host.name
      ? undefined
      : { user: RESTORE_USER, address: host.address, subject: onelineSubject(databaseCertificate(host)) };
  const hold = { ...makeHold(reached.flatMap((it) => parseLock(it.lock) ?? [])), seconds: HOLD_HOURS * 3600 };
  try {
    for (const it of reached) await lockHost(transport, it, hold);
    for (const it of nodes) await run(inputs, it.name, "the app is kept out", keepOutScript(it, infra));
    // Until the host's script says otherwise, nothing has been replaced.
    let status: number = NOTHING_REPLACED;
    try {
      await run(inputs, writer.name, "the copy is let in", openForRestoreScript(infra, guest));
      const words = [SCRIPT, "replace", copy.id, ...(guest === undefined ? [] : [writer.address])];
      status = await transport.attach(host.name, `${shellWords(words)} 2>&1`, tell);
      if (status === 0 && infra.database?.topology !== "galera")
        await run(inputs, writer.name, "the schema's events run here", eventsScript(infra.database?.name ?? ""));
    } finally {
      await run(inputs, writer.name, "nobody but the app is let in", closeAfterRestoreScript(infra, guest));
      if (status === 0 || status === NOTHING_REPLACED)
        for (const it of nodes) await run(inputs, it.name, "the app is let in", letInScript(it, infra));
    }
    return status === 0 ? "done" : status === NOTHING_REPLACED ? "untouched" : "half";
  } finally {
    await Promise.allSettled(reached.map((it) => transport.run(it.host, releaseLock(hold.run), { timeoutMs: 10_000 })));
  }
}

async function run({ transport, emit }: RestoreInputs, host: string, step: string, script: Content): Promise<void> {
  const started = performance.now();
  emit({ type: "step-started", host, step });
  const { code, stdout, stderr } = await transport.run(host, "sh -s", { stdin: fill(script, new Map()), timeoutMs: 90_000 });
  if (code !== 0) throw fail("BZ_STEP_FAILED", { where: host, found: `${step} (status ${code})`, output: `${stdout}${stderr}`.trim() });
  emit({ type: "step-done", host, step, seconds: (performance.now() - started) / 1000 });
}
