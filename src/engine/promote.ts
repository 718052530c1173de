import type { Emit } from "../event/event.ts";
import { type Host, hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { choose, decide, type Promotion, type Wish } from "../parts/mariadb/decide.ts";
import { followScript } from "../parts/mariadb/mariadb.ts";
import * as script from "../parts/mariadb/promotion.ts";
import { waitsForReplica } from "../parts/mariadb/semi-sync.ts";
import { progressOf, type Standing } from "../parts/mariadb/standing.ts";
import { parseLock } from "../state/facts-parse.ts";
import { releaseLock } from "../state/script-frame.ts";
import type { RunResult, Transport } from "../transport/transport.ts";
import { bounded } from "../util/bounded.ts";
import { BartizanError, fail } from "../util/errors.ts";
import { conceal, fill } from "../util/reveal.ts";
import type { Secrets } from "../util/secret.ts";
import { makeHold } from "./hold.ts";
import { lockHost, standingOf } from "./standing.ts";

export interface PromoteInputs {
  /** As the file is now. */
  readonly infra: Infrastructure;
  readonly transport: Transport;
  readonly secrets: Secrets;
  readonly emit: Emit;
}

/** What the hosts have said, and what is to be done. */
export interface Prospect {
  readonly promotion: Promotion;
  readonly wish: Wish;
  readonly standings: ReadonlyMap<string, Standing | undefined>;
}

export interface Promoted {
  readonly to: string;
  /** Seconds without a host that accepts writes, as far as this run made them; undefined when the primary was lost before. */
  readonly pause?: number;
  /** Hosts that do not follow the new primary, with the reason. */
  readonly behind: readonly { readonly host: string; readonly why: string }[];
}

/** Seconds for a replica to catch up before writes are paused. */
const CATCH_UP_SECONDS = 60;
/** Seconds until a replica notices that a silent primary is gone: twice slave_net_timeout. */
const SILENCE_SECONDS = 20;

/** Looks at all database hosts and says how the wish would be brought about. Changes nothing. */
export async function prospect(
  { infra, transport }: Pick<PromoteInputs, "infra" | "transport">,
  wish: Omit<Wish, "semiSync">,
): Promise<Prospect> {
  const hosts = hostsOf(infra, "database");
  const standings = new Map(await Promise.all(hosts.map(async ({ name }) => [name, await standingOf(transport, name)] as const)));
  const full: Wish = { ...wish, semiSync: waitsForReplica(infra) };
  return { promotion: decide({ hosts, standings, inFile: infra.database?.primary ?? "" }, full), wish: full, standings };
}

/** Moves the primary. Databases and proxies only: the file, and all that is made of it, is for the caller and for `up`. */
export async function promote(inputs: PromoteInputs, { promotion, wish, standings }: Prospect): Promise<Promoted> {
  const reached = [...standings.values()].flatMap((it) => it ?? []);
  const hold = makeHold(reached.flatMap((it) => parseLock(it.lock) ?? []));
  const { transport } = inputs;
  try {
    for (const it of reached) await lockHost(transport, it, hold);
    if (promotion.kind === "settled") return { to: promotion.to, behind: await attach(inputs, promotion.to, standings) };
    const to =
      promotion.kind === "planned" ? await switchOver(inputs, promotion, standings) : await failOver(inputs, promotion, wish, standings);
    const behind = await attach(inputs, to.name, standings);
    await run(inputs, to.name, "the schema's events run here", fill(script.eventsScript(inputs.infra.database?.name ?? ""), new Map()));
    return { to: to.name, ...(to.pause === undefined ? {} : { pause: to.pause }), behind };
  } finally {
    await Promise.allSettled(reached.map((it) => transport.run(it.host, releaseLock(hold.run), { timeoutMs: 10_000 })));
  }
}

/** With the primary's help: nothing is lost, and writes wait for as long as the last of them takes to arrive. */
async function switchOver(
  inputs: PromoteInputs,
  { from, to }: Extract<Promotion, { kind: "planned" }>,
  standings: Prospect["standings"],
): Promise<{ readonly name: string; readonly pause: number }> {
  const { infra } = inputs;
  const now = await run(inputs, from, "position of the primary", "echo 'SELECT @@global.gtid_binlog_pos' | mariadb --no-defaults -BN");
  const near = await reach(inputs, to, `catches up with ${from}`, now);
  if (near.code === 3) throw fail("BZ_PROMOTE_BEHIND", { where: to, found: `not as far as ${from} was ${CATCH_UP_SECONDS} s ago` });
  if (near.code !== 0) throw failed(to, "catching up", near);
  if (waitsForReplica(infra)) await lineUp(inputs, from, to, standings);
  const started = performance.now();
  const paused = await tryRun(inputs, from, "writes are paused", script.pauseScript(), 10_000);
  if (paused.code !== 0) {
    await tryRun(inputs, from, "writes go on", script.resumeScript(), 10_000);
    throw failed(from, "pausing the writes", paused);
  }
  // Nobody writes any more, so the connections to the former primary can go: they come back by the proxies, which lead to the new one.
  const leave = async (): Promise<void> => {
    await swing(inputs, to);
    await tryRun(inputs, from, "the app's connections are cut off", script.cutScript(infra.database?.name ?? ""), 10_000);
  };
  const open = async (): Promise<RunResult & { readonly pause: number }> => {
    const result = await tryRun(inputs, to, "writes are let in", script.openScript(paused.stdout.trim(), waitsForReplica(infra)), 40_000);
    return { ...result, pause: (performance.now() - started) / 1000 };
  };
  const [opened] = await Promise.all([open(), leave()]);
  if (opened.code === 3) {
    await swing(inputs, from);
    await run(inputs, from, "writes go on", script.resumeScript());
    throw fail("BZ_PROMOTE_BEHIND", { where: to, found: `not as far as ${from} when writes were paused; they go on there` });
  }
  if (opened.code !== 0) throw failed(to, "letting writes in", opened);
  return { name: to, pause: opened.pause };
}

/**
 * The other replicas follow the new primary before it is one: its first commit waits for an acknowledgement of theirs. Of
 * what they have nothing is missing there by then, so it remains a choice without loss if the primary dies in between.
 */
async function lineUp(inputs: PromoteInputs, from: string, to: string, standings: Prospect["standings"]): Promise<void> {
  const { infra } = inputs;
  const others = hostsOf(infra, "database").map((it) => it.name);
  const ready = await Promise.all(
    others.map(async (name) => {
      if (name === from || name === to || standings.get(name)?.follows === undefined) return [];
      const frozen = await tryRun(inputs, name, `is cut off from ${from}`, script.freezeScript(), (script.DRAIN_SECONDS + 30) * 1000);
      const near = frozen.code === 0 ? await reach(inputs, to, `catches up with ${name}`, frozen.stdout.trim()) : frozen;
      if (near.code === 0) return [name];
      await tryRun(inputs, name, "receives again", script.thawScript(), 15_000);
      return [];
    }),
  );
  // Who does not follow, for whatever reason, is looked after when the primary has moved.
  await attach(inputs, to, standings, ready.flat());
}

function reach(inputs: PromoteInputs, host: string, step: string, position: string): Promise<RunResult> {
  return tryRun(inputs, host, step, script.reachScript(position, CATCH_UP_SECONDS), (CATCH_UP_SECONDS + 10) * 1000);
}

/** Without the primary: the replicas are cut off from it, apply all they have, and the one that has most takes its place. */
async function failOver(
  inputs: PromoteInputs,
  { from, replicas }: Extract<Promotion, { kind: "crash" }>,
  wish: Wish,
  standings: Prospect["standings"],
): Promise<{ readonly name: string; readonly pause?: number }> {
  await silent(inputs, from, replicas);
  // Reached, but its database does not answer: it may come to life at any moment.
  if (standings.get(from) !== undefined) await run(inputs, from, "MariaDB is stopped", script.haltScript());
  const frozen = await Promise.all(
    replicas.map(
      async (host) =>
        [host, await tryRun(inputs, host, `is cut off from ${from}`, script.freezeScript(), (script.DRAIN_SECONDS + 30) * 1000)] as const,
    ),
  );
  try {
    const stuck = frozen.filter(([, it]) => it.code !== 0);
    const [first] = stuck;
    if (first !== undefined && (!wish.allowLoss || stuck.length === frozen.length))
      throw failed(first[0], "applying what it has received", first[1]);
    const positions = new Map(frozen.flatMap(([host, it]) => (it.code === 0 ? [[host, it.stdout.trim()] as const] : [])));
    const to = choose(positions, wish);
    const [opened] = await Promise.all([
      tryRun(
        inputs,
        to,
        `writes are let in, after ${progressOf(positions.get(to) ?? "")} transactions`,
        script.openScript(positions.get(to) ?? "", wish.semiSync),
        40_000,
      ),
      swing(inputs, to),
    ]);
    if (opened.code !== 0) throw failed(to, "letting writes in", opened);
    return { name: to };
  } catch (error) {
    // Refused, not half done: the replicas go on waiting for their primary.
    if (error instanceof BartizanError && error.problems.some(({ code }) => code === "BZ_PROMOTE_MAY_LOSE")) {
      await Promise.allSettled(replicas.map((host) => tryRun(inputs, host, "receives again", script.thawScript(), 15_000)));
    }
    throw error;
  }
}

/** A primary that only this machine cannot reach is still heard by its replicas: then it must not be replaced. */
async function silent({ transport }: PromoteInputs, from: string, replicas: readonly string[]): Promise<void> {
  const end = performance.now() + SILENCE_SECONDS * 1000;
  for (;;) {
    const standings = await Promise.all(replicas.map((host) => standingOf(transport, host)));
    const hearing = standings.flatMap((it) => (it?.receives === true ? [it.host] : []));
    if (hearing.length === 0) return;
    if (performance.now() > end)
      throw fail("BZ_PROMOTE_PRIMARY_LIVES", { where: from, found: `${hearing.join(", ")} still receive from it` });
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The app's proxies, wherever they can be reached; the others are changed by the next `up`. */
async function swing(inputs: PromoteInputs, to: string): Promise<void> {
  const address = inputs.infra.hosts.find((it) => it.name === to)?.address ?? "";
  await Promise.allSettled(
    hostsOf(inputs.infra, "app").map(({ name }) =>
      tryRun(inputs, name, `the app's way leads to ${to}`, script.swingScript(address), 10_000),
    ),
  );
}

/** Every other host that is reached follows the new primary, a former one included. Gives those that do not. */
async function attach(
  inputs: PromoteInputs,
  to: string,
  standings: Prospect["standings"],
  only?: readonly string[],
): Promise<Promoted["behind"]> {
  const { infra, secrets } = inputs;
  if (infra.database === undefined) return [];
  const after: Infrastructure = { ...infra, database: { ...infra.database, primary: to } };
  const others = hostsOf(after, "database").filter((it: Host) => it.name !== to && (only?.includes(it.name) ?? true));
  const results = await Promise.all(
    others.map(async (host) => {
      if (standings.get(host.name)?.answers !== true) return { host: host.name, why: "it does not answer" };
      try {
        const text = `set -eu\n${fill(followScript(host, after), secrets)}\n`;
        const result = await tryRun(inputs, host.name, `follows ${to}`, text, 120_000);
        return { host: host.name, why: result.code === 0 ? "" : bounded((result.stdout + result.stderr).trim()) };
      } catch (error) {
        if (!(error instanceof BartizanError)) throw error;
        return { host: host.name, why: error.message };
      }
    }),
  );
  return results.filter((it) => it.why !== "");
}

async function tryRun(
  { transport, emit, secrets }: PromoteInputs,
  host: string,
  step: string,
  text: string,
  timeoutMs: number,
): Promise<RunResult> {
  const started = performance.now();
  emit({ type: "step-started", host, step });
  const all = await transport.run(host, "sh -s", { stdin: text, timeoutMs });
  const seconds = (performance.now() - started) / 1000;
  const result = all.code === 0 ? all : { ...all, stdout: conceal(all.stdout, secrets), stderr: conceal(all.stderr, secrets) };
  if (result.code === 0) emit({ type: "step-done", host, step, seconds });
  else emit({ type: "step-failed", host, step, output: bounded(`${result.stdout}${result.stderr}`.trim()) });
  return result;
}

async function run(inputs: PromoteInputs, host: string, step: string, text: string): Promise<string> {
  const result = await tryRun(inputs, host, step, text, 60_000);
  if (result.code !== 0) throw failed(host, step, result);
  return result.stdout.trim();
}

function failed(where: string, found: string, { code, stdout, stderr }: RunResult): BartizanError {
  return fail("BZ_PROMOTE_STEP", { where, found: `${found} (status ${code})`, output: `${stdout}${stderr}`.trim() });
}
