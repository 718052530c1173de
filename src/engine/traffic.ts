import { PARTS } from "../catalog/registry.ts";
import { servicesOf } from "../catalog/services.ts";
import { tiersOf } from "../catalog/tiers.ts";
import type { Emit } from "../event/event.ts";
import type { Pool, ServerState } from "../kit/pool.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import type { HostPlan } from "../state/step.ts";
import type { Transport } from "../transport/transport.ts";
import { BartizanError, fail } from "../util/errors.ts";

/** Each server, as one of those that choose among them sees it. */
type View = ReadonlyMap<string, ServerState>;

/** How long the others may take to be seen well before one more is taken away, and a changed one at least before it is given up. */
const PATIENCE_SECONDS = 30;

export interface TrafficInputs {
  readonly infra: Infrastructure;
  readonly transport: Transport;
  readonly emit: Emit;
  /** Names of the hosts that serve. Of those that choose, one that cannot be reached or does not run has no say. */
  readonly serving: ReadonlySet<string>;
}

/** Where the requests go while hosts are changed, by what those that choose see and by their runtime API. */
export interface Drain {
  /** Servers that all have given up who could send requests to them. */
  readonly down: ReadonlySet<string>;
  /** Leads the requests away from these hosts. Throws `BZ_TIER_TOO_THIN` when too few would be left that serve. */
  readonly leave: (hosts: readonly string[], idle: ReadonlySet<string>) => Promise<void>;
  /** Requests go to these hosts again. Throws `BZ_HOST_UNHEALTHY` when one that chooses does not see well whom it saw well before, or these. */
  readonly enter: (hosts: readonly string[]) => Promise<void>;
  /** Waits until requests reach these new hosts. Throws `BZ_HOST_UNHEALTHY` when one that chooses, and may be new itself, does not find them well. */
  readonly arrive: (fresh: ReadonlySet<string>) => Promise<void>;
  /** Puts back whoever is still drained, whatever became of the run. */
  readonly end: () => Promise<void>;
}

/** Looks at who answers those that choose; heals what a run that died has left there. */
export async function openDrain(inputs: TrafficInputs): Promise<Drain> {
  const { infra, serving } = inputs;
  const pools = PARTS.flatMap((part) => part.pools?.(infra) ?? []);
  const fronts = await Promise.all(
    pools.map((pool) => openFront(inputs, { ...pool, all: pool.by, by: pool.by.filter((name) => serving.has(name)) })),
  );
  return {
    down: new Set(fronts.flatMap((it) => [...it.down])),
    // From the front to the back: who is asked by one that is being left is asked less by then.
    leave: async (hosts, idle) => {
      for (const front of fronts) await front.leave(hosts, idle);
    },
    enter: async (hosts) => {
      for (const front of [...fronts].reverse()) await front.enter(hosts);
    },
    arrive: async (fresh) => {
      for (const front of [...fronts].reverse()) await front.arrive(fresh);
    },
    end: async () => {
      await Promise.all(fronts.map((it) => it.end()));
    },
  };
}

/** Waits until nobody sends requests any more as it was told before the last change. */
export async function outlast(infra: Infrastructure, transport: Transport): Promise<void> {
  const pools = PARTS.flatMap((part) => part.pools?.(infra) ?? []);
  await Promise.all(
    pools.flatMap((pool) => pool.by.map((host) => transport.run(host, "sh -s", { stdin: pool.outlast, timeoutMs: 60_000 }))),
  );
}

/** Whether a plan touches what answers requests on its host, so that these had better go elsewhere meanwhile. */
export function interrupts({ away, steps }: HostPlan, infra: Infrastructure): boolean {
  const keys = new Set([...servicesOf(infra).values()].flat().flatMap((it) => (it.interrupts ? [`unit:${it.unit}`] : [])));
  return away === true || steps.some((step) => (step.kind === "unit" || step.kind === "remove") && keys.has(step.key));
}

/** A pool, of which those choose that did when the run began; `all`: those that may be new, too. */
interface Front extends Pool {
  readonly all: readonly string[];
}

async function openFront(inputs: TrafficInputs, front: Front): Promise<Drain> {
  const { infra, emit } = inputs;
  const { role } = front;
  const first = await ask(inputs, front, () => front.heal);
  const names = new Set([...first.values()].flatMap((view) => [...view.keys()]));
  for (const host of hostsOf(infra, role)) if (front.spares(host)) names.delete(host.name);
  const down = new Set([...names].filter((name) => [...first.values()].every((view) => view.get(name)?.serves !== true)));
  const away = new Set<string>();

  const leave = async (hosts: readonly string[], idle: ReadonlySet<string>): Promise<void> => {
    const leaving = hosts.filter((name) => names.has(name) && !idle.has(name) && !away.has(name));
    if (leaving.length === 0) return;
    const rest = hostsOf(infra, role)
      .map((it) => it.name)
      .filter((name) => [...first.values()].some((view) => view.has(name)) && !hosts.includes(name) && !idle.has(name));
    // Who is alone cannot be spared: drained, it would answer nobody at all.
    if (rest.length === 0) return;
    const needed = tiersOf(infra).find((tier) => tier.role === role)?.needed ?? 1;
    await enough(inputs, front, { leaving, rest, needed: Math.min(needed, rest.length) });
    for (const name of leaving) away.add(name);
    await ask(inputs, front, () => front.drain(leaving));
    for (const host of leaving) emit({ type: "drained", host });
  };

  const enter = async (hosts: readonly string[]): Promise<void> => {
    const current = hostsOf(infra, role).flatMap((it) => (front.spares(it) ? [] : [it.name]));
    // Who serves no longer stays drained until those that choose have been told.
    const back = hosts.filter((name) => away.has(name) && current.includes(name));
    const well = (by: string): readonly string[] =>
      current.filter((name) => back.includes(name) || (!away.has(name) && first.get(by)?.get(name)?.serves === true));
    const seconds = Math.max(PATIENCE_SECONDS, infra.app?.startSeconds ?? 0);
    const ill = await ask(inputs, front, (by) => front.giveBack(well(by), back, seconds), false, seconds);
    for (const name of back) away.delete(name);
    for (const host of back) emit({ type: "returned", host });
    unhealthy(hosts, ill);
  };

  const arrive = async (fresh: ReadonlySet<string>): Promise<void> => {
    const come = hostsOf(infra, role).flatMap((it) => (fresh.has(it.name) ? [it.name] : []));
    if (come.length === 0) return;
    const by = front.all.filter((name) => front.by.includes(name) || fresh.has(name));
    // The app was well on its host before this: only the checks have to find that, too.
    unhealthy(come, await ask(inputs, { ...front, by }, () => front.giveBack(come, [], PATIENCE_SECONDS)));
  };

  const end = async (): Promise<void> => {
    if (away.size === 0) return;
    const told = await ask(inputs, front, () => front.giveBack([], [...away], 0), true);
    if (told.size === front.by.length) for (const host of away) emit({ type: "returned", host });
  };
  return { down, leave, enter, arrive, end };
}

function unhealthy(hosts: readonly string[], ill: ReadonlyMap<string, View>): void {
  const problems = [...ill].flatMap(([by, view]) =>
    [...view].map(([name, { status, why }]) => `${by} sees ${name} ${status}${why === "" ? "" : ` (${why})`}`),
  );
  if (problems.length > 0) throw fail("BZ_HOST_UNHEALTHY", { where: hosts.join(", "), found: problems.join("; ") });
}

interface Parting {
  readonly leaving: readonly string[];
  readonly rest: readonly string[];
  readonly needed: number;
}

/** Waits until at least so many of the others serve. */
async function enough(inputs: TrafficInputs, front: Front, { leaving, rest, needed }: Parting): Promise<void> {
  for (const until = Date.now() + PATIENCE_SECONDS * 1000; ; ) {
    const views = await ask(inputs, front, () => front.look);
    const thin = [...views].filter(([, view]) => view.size > 0 && rest.filter((name) => view.get(name)?.serves).length < needed);
    const [found] = thin;
    if (found === undefined) return;
    if (Date.now() > until) {
      const seen = rest.map((name) => `${name} ${found[1].get(name)?.status ?? "not at all"}`);
      throw fail("BZ_TIER_TOO_THIN", {
        where: leaving.join(", "),
        found: `${found[0]} sees ${seen.join(", ")}`,
        allowed: `${needed} of them up while ${leaving.join(", ")} ${leaving.length === 1 ? "is" : "are"} changed`,
      });
    }
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** Runs a script on all that choose; what it printed, by the name of the host. */
async function ask(
  { transport }: TrafficInputs,
  { by, parse }: Front,
  script: (by: string) => string,
  afterwards = false,
  seconds = 0,
): Promise<ReadonlyMap<string, View>> {
  const views = new Map<string, View>();
  await Promise.all(
    by.map(async (host) => {
      try {
        const { code, stdout } = await transport.run(host, "sh -s", {
          stdin: script(host),
          ...(afterwards ? { afterwards, timeoutMs: 8000 } : { timeoutMs: 90_000 + seconds * 1000 }),
        });
        if (code === 0) views.set(host, parse(stdout));
      } catch (error) {
        if (!(error instanceof BartizanError)) throw error;
      }
    }),
  );
  return views;
}
