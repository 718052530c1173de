import type { HandedOver, HandOver, HandOverPlan, HandOverRequest, HandOverWay } from "../../kit/hand-over.ts";
import type { Hosts, Ran } from "../../kit/hosts.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { bounded } from "../../util/bounded.ts";
import { type Content, text } from "../../util/content.ts";
import { BartizanError, fail } from "../../util/errors.ts";
import { nearest } from "../../util/suggest.ts";
import { choose, decideHandOver } from "./primary-replica/decide.ts";
import * as script from "./primary-replica/promotion.ts";
import { progressOf, type ReplicaState, replicaStateOf } from "./primary-replica/replica-state.ts";
import { waitsForReplica } from "./primary-replica/semi-sync.ts";
import { followScript } from "./roles.ts";

/** The primary moves to a replica. */
export const handOver: HandOver = {
  role: "database",
  holder: ({ database }) => (database?.topology === "primary-replica" ? database.primary : undefined),
  successor: ({ database, hosts }) => {
    if (database?.topology !== "primary-replica" || database.promotion === "none") return undefined;
    return hostsOf({ hosts }, "database").find((it) => it.name !== database.primary)?.name;
  },
  refuse,
  plan: planHandOver,
  edits: (to) => [{ path: ["database", "primary"], value: to }],
};

function refuse(infra: Infrastructure, to: string | undefined): void {
  const hosts = hostsOf(infra, "database").map((it) => it.name);
  if (infra.database?.topology !== "primary-replica" || hosts.length < 2) {
    const found = infra.database === undefined ? "no database" : `${infra.database.topology} with ${hosts.length} hosts`;
    throw fail("BZ_PROMOTE_TOPOLOGY", { where: "database", found, allowed: "primary-replica with two hosts or more" });
  }
  if (to === undefined || hosts.includes(to)) return;
  const near = nearest(to, hosts);
  throw fail("BZ_PROMOTE_UNKNOWN", {
    where: to,
    allowed: hosts.join(", "),
    ...(near === undefined ? {} : { mend: `Did you mean ${near}?` }),
  });
}

/** What a promotion is carried out with: the infrastructure as the file is now, and what the hosts have said. */
interface Inputs extends HandOverRequest {
  readonly at: Hosts;
  readonly infra: Infrastructure;
  readonly states: ReadonlyMap<string, ReplicaState | undefined>;
}

/** What the databases and proxies have come to. */
interface Opened {
  readonly name: string;
  readonly pause?: number;
}

/** Seconds for which nobody else may change the database hosts. */
const LOCK_SECONDS = 600;
/** Seconds for a replica to catch up before writes are paused. */
const CATCH_UP_SECONDS = 60;
/** Seconds until a replica notices that a silent primary is gone: twice slave_net_timeout. */
const SILENCE_SECONDS = 20;

/** Looks at all database hosts and says how the request would be brought about. */
async function planHandOver(at: Hosts, infra: Infrastructure, request: HandOverRequest): Promise<HandOverPlan> {
  const hosts = hostsOf(infra, "database");
  const states = new Map(await Promise.all(hosts.map(async ({ name }) => [name, await replicaStateOf(at, name)] as const)));
  const way = decideHandOver({ hosts, states, inFile: infra.database?.primary ?? "" }, { ...request, semiSync: waitsForReplica(infra) });
  const lost = [...states].flatMap(([name, it]) => (it?.answers === true ? [] : [name]));
  return { way, lost, run: (doing) => promote({ ...request, at: doing, infra, states }, way) };
}

/** Moves the primary: databases and proxies only. */
async function promote(inputs: Inputs, way: HandOverWay): Promise<HandedOver> {
  const reached = [...inputs.states.values()].flatMap((it) => it ?? []);
  return inputs.at.holding(reached, LOCK_SECONDS, async () => {
    if (way.kind === "settled") return { to: way.to, behind: await attach(inputs, way.to) };
    const to: Opened = way.kind === "planned" ? await switchOver(inputs, way) : await failOver(inputs, way);
    const behind = await attach(inputs, to.name);
    await run(inputs, to.name, "the schema's events run here", script.eventsScript(inputs.infra.database?.name ?? ""));
    return { to: to.name, ...(to.pause === undefined ? {} : { pause: to.pause }), behind };
  });
}

/** With the primary's help: nothing is lost, and writes wait for as long as the last of them takes to arrive. */
async function switchOver(inputs: Inputs, { from, to }: Extract<HandOverWay, { kind: "planned" }>): Promise<Opened> {
  const { infra } = inputs;
  const now = await run(inputs, from, "position of the primary", "echo 'SELECT @@global.gtid_binlog_pos' | mariadb --no-defaults -BN");
  const near = await reach(inputs, to, `catches up with ${from}`, now);
  if (near.code === 3) throw fail("BZ_PROMOTE_BEHIND", { where: to, found: `not as far as ${from} was ${CATCH_UP_SECONDS} s ago` });
  if (near.code !== 0) throw failed(to, "catching up", near);
  if (waitsForReplica(infra)) await lineUp(inputs, from, to);
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
  const open = async (): Promise<Ran & { readonly pause: number }> => {
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
async function lineUp(inputs: Inputs, from: string, to: string): Promise<void> {
  const { infra, states } = inputs;
  const others = hostsOf(infra, "database").map((it) => it.name);
  const ready = await Promise.all(
    others.map(async (name) => {
      if (name === from || name === to || states.get(name)?.follows === undefined) return [];
      const frozen = await tryRun(
        inputs,
        name,
        `is cut off from ${from}`,
        script.stopReceivingScript(),
        (script.DRAIN_SECONDS + 30) * 1000,
      );
      const near = frozen.code === 0 ? await reach(inputs, to, `catches up with ${name}`, frozen.stdout.trim()) : frozen;
      if (near.code === 0) return [name];
      await tryRun(inputs, name, "receives again", script.resumeReceivingScript(), 15_000);
      return [];
    }),
  );
  // Who does not follow, for whatever reason, is looked after when the primary has moved.
  await attach(inputs, to, ready.flat());
}

function reach(inputs: Inputs, host: string, step: string, position: string): Promise<Ran> {
  return tryRun(inputs, host, step, script.reachScript(position, CATCH_UP_SECONDS), (CATCH_UP_SECONDS + 10) * 1000);
}

/** Without the primary: the replicas are cut off from it, apply all they have, and the one that has most takes its place. */
async function failOver(inputs: Inputs, { from, replicas }: Extract<HandOverWay, { kind: "crash" }>): Promise<Opened> {
  const { states, to: wanted, allowLoss } = inputs;
  const semiSync = waitsForReplica(inputs.infra);
  await silent(inputs, from, replicas);
  // Reached, but its database does not answer: it may come to life at any moment.
  if (states.get(from) !== undefined) await run(inputs, from, "MariaDB is stopped", script.killServerScript());
  const frozen = await Promise.all(
    replicas.map(
      async (host) =>
        [
          host,
          await tryRun(inputs, host, `is cut off from ${from}`, script.stopReceivingScript(), (script.DRAIN_SECONDS + 30) * 1000),
        ] as const,
    ),
  );
  try {
    const stuck = frozen.filter(([, it]) => it.code !== 0);
    const [first] = stuck;
    if (first !== undefined && (!allowLoss || stuck.length === frozen.length))
      throw failed(first[0], "applying what it has received", first[1]);
    const positions = new Map(frozen.flatMap(([host, it]) => (it.code === 0 ? [[host, it.stdout.trim()] as const] : [])));
    const to = choose(positions, { to: wanted, allowLoss, semiSync });
    const [opened] = await Promise.all([
      tryRun(
        inputs,
        to,
        `writes are let in, after ${progressOf(positions.get(to) ?? "")} transactions`,
        script.openScript(positions.get(to) ?? "", semiSync),
        40_000,
      ),
      swing(inputs, to),
    ]);
    if (opened.code !== 0) throw failed(to, "letting writes in", opened);
    return { name: to };
  } catch (error) {
    // Refused, not half done: the replicas go on waiting for their primary.
    if (error instanceof BartizanError && error.problems.some(({ code }) => code === "BZ_PROMOTE_MAY_LOSE")) {
      await Promise.allSettled(replicas.map((host) => tryRun(inputs, host, "receives again", script.resumeReceivingScript(), 15_000)));
    }
    throw error;
  }
}

/** A primary that only this machine cannot reach is still heard by its replicas: then it must not be replaced. */
async function silent({ at }: Inputs, from: string, replicas: readonly string[]): Promise<void> {
  const end = performance.now() + SILENCE_SECONDS * 1000;
  for (;;) {
    const states = await Promise.all(replicas.map((host) => replicaStateOf(at, host)));
    const hearing = states.flatMap((it) => (it?.receives === true ? [it.host] : []));
    if (hearing.length === 0) return;
    if (performance.now() > end)
      throw fail("BZ_PROMOTE_PRIMARY_LIVES", { where: from, found: `${hearing.join(", ")} still receive from it` });
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The app's proxies, wherever they can be reached; the others are changed by the next `up`. */
async function swing(inputs: Inputs, to: string): Promise<void> {
  const address = inputs.infra.hosts.find((it) => it.name === to)?.address ?? "";
  await Promise.allSettled(
    hostsOf(inputs.infra, "app").flatMap(({ name }) =>
      inputs.redirect(address).map((it) => tryRun(inputs, name, `the app's way leads to ${to}`, it, 10_000)),
    ),
  );
}

/** Every other host that is reached follows the new primary, a former one included. Gives those that do not. */
async function attach(inputs: Inputs, to: string, only?: readonly string[]): Promise<HandedOver["behind"]> {
  const { infra, states } = inputs;
  if (infra.database === undefined) return [];
  const after: Infrastructure = { ...infra, database: { ...infra.database, primary: to } };
  const others = hostsOf(after, "database").filter((it: Host) => it.name !== to && (only?.includes(it.name) ?? true));
  const results = await Promise.all(
    others.map(async (host) => {
      if (states.get(host.name)?.answers !== true) return { host: host.name, why: "it does not answer" };
      try {
        const result = await tryRun(inputs, host.name, `follows ${to}`, text`set -eu\n${followScript(host, after)}\n`, 120_000);
        return { host: host.name, why: result.code === 0 ? "" : bounded((result.stdout + result.stderr).trim()) };
      } catch (error) {
        if (!(error instanceof BartizanError)) throw error;
        return { host: host.name, why: error.message };
      }
    }),
  );
  return results.filter((it) => it.why !== "");
}

function tryRun({ at }: Inputs, host: string, step: string, content: Content | string, timeoutMs: number): Promise<Ran> {
  return at.step(host, step, typeof content === "string" ? [content] : content, timeoutMs);
}

async function run(inputs: Inputs, host: string, step: string, content: Content | string): Promise<string> {
  const result = await tryRun(inputs, host, step, content, 60_000);
  if (result.code !== 0) throw failed(host, step, result);
  return result.stdout.trim();
}

function failed(where: string, found: string, { code, stdout, stderr }: Ran): BartizanError {
  return fail("BZ_PROMOTE_STEP", { where, found: `${found} (status ${code})`, output: `${stdout}${stderr}`.trim() });
}
