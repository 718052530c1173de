import type { Copies, Copy, Outcome } from "../../kit/copies.ts";
import type { Hosts } from "../../kit/hosts.ts";
import { onelineSubject } from "../../kit/pki.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { Content } from "../../util/content.ts";
import { fail } from "../../util/errors.ts";
import { shellWords } from "../../util/shell.ts";
import { eventsScript } from "../mariadb/primary-replica/promotion.ts";
import { primaryOf, progressOf, type ReplicaState, replicaStateOf } from "../mariadb/primary-replica/replica-state.ts";
import { closeAfterRestoreScript, lockAppScript, openForRestoreScript, type Restorer, unlockAppScript } from "../mariadb/restoring.ts";
import { databaseCertificate } from "../mariadb/server/names.ts";
import { BACKUP_SCRIPT, NOTHING_REPLACED, RESTORE_USER, RESTORED } from "./names.ts";
import { backupHost } from "./place.ts";

export const copies: Copies = {
  host: backupHost,
  command: (what, id) => `${shellWords([BACKUP_SCRIPT, what === "now" ? "take" : what, ...(id === undefined ? [] : [id])])} 2>&1`,
  look: lookAtCopy,
  replacement: async (at, infra) => {
    const host = keeperOf(infra);
    const writer = await writerOf(at, infra, host);
    return { writer: writer.host.name, run: (copy, tell) => replaceDatabase({ at, infra, host }, copy, writer, tell) };
  },
  looks: (infra, exec) => {
    const { name } = keeperOf(infra);
    const schema = infra.database?.name ?? infra.name;
    const socket = `--no-defaults --skip-ssl --socket=${RESTORED.folder}/socket`;
    const writer = infra.database?.topology === "galera" ? name : (infra.database?.primary ?? name);
    return {
      look: `${exec(name)} mariadb ${socket} ${schema} -e 'SHOW TABLES'`,
      rows: `${exec(name)} mariadb-dump ${socket} --no-create-info --insert-ignore ${schema} TABLE | ${exec(writer)} mariadb ${schema}`,
    };
  },
};

function keeperOf(infra: Infrastructure): Host {
  const host = backupHost(infra);
  if (host === undefined) throw fail("BZ_BACKUP_NONE", { where: infra.name });
  return host;
}

interface Inputs {
  readonly at: Hosts;
  readonly infra: Infrastructure;
  /** The host that makes the copies. */
  readonly host: Host;
}

/** The host through which the database is replaced, and all that were looked at. */
interface Writer {
  readonly host: Host;
  readonly states: readonly ReplicaState[];
}

/** Hours for which nobody else may change the database hosts. */
const HOLD_HOURS = 12;

async function lookAtCopy(at: Hosts, infra: Infrastructure, id: string | undefined): Promise<Copy> {
  const words = id === undefined ? [BACKUP_SCRIPT, "show"] : [BACKUP_SCRIPT, "show", id];
  const { code, stdout, stderr } = await at.ask(keeperOf(infra).name, [shellWords(words)], 300_000);
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
async function writerOf(at: Hosts, infra: Infrastructure, host: Host): Promise<Writer> {
  const nodes = hostsOf(infra, "database");
  const seen = await Promise.all(nodes.map(({ name }) => replicaStateOf(at, name)));
  const states = seen.flatMap((it) => it ?? []);
  const silent = nodes.filter((it) => states.find(({ host: name }) => name === it.name)?.answers !== true).map((it) => it.name);
  const cluster = infra.database?.topology === "galera";
  const name = cluster ? host.name : primaryOf(nodes, states, infra.database?.primary ?? "");
  const writer = nodes.find((it) => it.name === name);
  const its = states.find((it) => it.host === name);
  if (writer === undefined || its?.answers !== true || its.readOnly) {
    throw fail("BZ_RESTORE_WRITER", {
      where: nodes.map((it) => it.name).join(", "),
      found: silent.length > 0 ? `no answer from the MariaDB of ${silent.join(", ")}` : `${name ?? "none"} accepts no writes`,
    });
  }
  return { host: writer, states };
}

/**
 * Puts a copy in place of the database. The app is kept out of it on all database hosts, and let in again when what is there is what was
 * copied; if the restore fails it stays out, for nobody is to go on with half of the data. `tell` is given what the host's script says.
 */
async function replaceDatabase(
  inputs: Inputs,
  copy: Copy,
  { host: writer, states }: Writer,
  tell: (line: string) => void,
): Promise<Outcome> {
  const { at, infra, host } = inputs;
  const reached = states.filter((it) => it.answers);
  const nodes = hostsOf(infra, "database").filter((it) => reached.some(({ host: name }) => name === it.name));
  const restorer: Restorer | undefined =
    writer.name === host.name
      ? undefined
      : { user: RESTORE_USER, address: host.address, subject: onelineSubject(databaseCertificate(host)) };
  return at.holding(reached, HOLD_HOURS * 3600, async () => {
    for (const it of nodes) await run(inputs, it.name, "the app is kept out", lockAppScript(it, infra));
    // Until the host's script says otherwise, nothing has been replaced.
    let status: number = NOTHING_REPLACED;
    try {
      await run(inputs, writer.name, "the copy is let in", openForRestoreScript(infra, restorer));
      const words = [BACKUP_SCRIPT, "replace", copy.id, ...(restorer === undefined ? [] : [writer.address])];
      status = await at.follow(host.name, `${shellWords(words)} 2>&1`, tell);
      if (status === 0 && infra.database?.topology !== "galera")
        await run(inputs, writer.name, "the schema's events run here", eventsScript(infra.database?.name ?? ""));
    } finally {
      await run(inputs, writer.name, "nobody but the app is let in", closeAfterRestoreScript(infra, restorer));
      if (status === 0 || status === NOTHING_REPLACED)
        for (const it of nodes) await run(inputs, it.name, "the app is let in", unlockAppScript(it, infra));
    }
    return status === 0 ? "done" : status === NOTHING_REPLACED ? "untouched" : "half";
  });
}

async function run({ at }: Inputs, host: string, step: string, script: Content): Promise<void> {
  const { code, stdout, stderr } = await at.step(host, step, script, 90_000);
  if (code !== 0) throw fail("BZ_STEP_FAILED", { where: host, found: `${step} (status ${code})`, output: `${stdout}${stderr}`.trim() });
}
