import type { Emit } from "../event/event.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { tiersOf } from "../model/tiers.ts";
import { drainScript, lookScript, returnScript, viewScript } from "../parts/haproxy/drain.ts";
import type { Transport } from "../transport/transport.ts";
import { BartizanError, fail } from "../util/errors.ts";

/** Status of each web server, as one balancer sees it. */
type View = ReadonlyMap<string, string>;

/** How long the others may take to be seen well before one more is taken away, and a changed one before it is given up. */
const PATIENCE_SECONDS = 30;

export interface TrafficInputs {
  readonly infra: Infrastructure;
  readonly transport: Transport;
  readonly emit: Emit;
  /** Names of the balancers that serve. One that cannot be reached or does not run has no say. */
  readonly balancers: readonly string[];
}

/** Where the clients' requests go while hosts are changed, by what the balancers see and by their runtime API. */
export interface Traffic {
  /** Web servers that every balancer has given up. */
  readonly down: ReadonlySet<string>;
  /** Leads the requests away from these hosts. Throws `BZ_TIER_TOO_THIN` when too few would be left that serve. */
  readonly leave: (hosts: readonly string[], idle: ReadonlySet<string>) => Promise<void>;
  /** Requests go to these hosts again. Throws `BZ_HOST_UNHEALTHY` when a balancer does not see well whom it saw well before, or these. */
  readonly enter: (hosts: readonly string[]) => Promise<void>;
  /** Puts back whoever is still drained, whatever became of the run. */
  readonly end: () => Promise<void>;
}

/** Looks at the balancers' view of the web servers; heals what a run that died has left there. */
export async function openTraffic(inputs: TrafficInputs): Promise<Traffic> {
  const { infra, emit } = inputs;
  const first = await ask(inputs, () => viewScript);
  const names = new Set([...first.values()].flatMap((view) => [...view.keys()]));
  const down = new Set([...names].filter((name) => [...first.values()].every((view) => !serves(view.get(name)))));
  const away = new Set<string>();

  const leave = async (hosts: readonly string[], idle: ReadonlySet<string>): Promise<void> => {
    const leaving = hosts.filter((name) => names.has(name) && !idle.has(name) && !away.has(name));
    if (leaving.length === 0) return;
    const others = hostsOf(infra, "web").filter((it) => names.has(it.name) && !hosts.includes(it.name) && !idle.has(it.name));
    const rest = others.map((it) => it.name);
    // Who is alone cannot be spared: drained, it would answer nobody at all.
    if (rest.length === 0) return;
    const needed = tiersOf(infra).find((tier) => tier.role === "web")?.needed ?? 1;
    await enough(inputs, leaving, rest, Math.min(needed, rest.length));
    for (const name of leaving) away.add(name);
    await ask(inputs, () => drainScript(leaving));
    for (const host of leaving) emit({ type: "drained", host });
  };

  const enter = async (hosts: readonly string[]): Promise<void> => {
    const current = hostsOf(infra, "web").map((it) => it.name);
    // Who serves no longer stays drained until the balancers have been told.
    const back = hosts.filter((name) => away.has(name) && current.includes(name));
    const well = (balancer: string): readonly string[] =>
      current.filter((name) => back.includes(name) || (!away.has(name) && serves(first.get(balancer)?.get(name))));
    const ill = await ask(inputs, (balancer) => returnScript(well(balancer), back, PATIENCE_SECONDS));
    for (const name of back) away.delete(name);
    for (const host of back) emit({ type: "returned", host });
    const problems = [...ill].flatMap(([balancer, view]) => [...view].map(([name, status]) => `${balancer} sees ${name} ${status}`));
    if (problems.length > 0) throw fail("BZ_HOST_UNHEALTHY", { where: hosts.join(", "), found: problems.join("; ") });
  };

  const end = async (): Promise<void> => {
    if (away.size > 0) await ask(inputs, () => returnScript([], [...away], 0));
  };
  return { down, leave, enter, end };
}

/** Waits until at least so many of the others serve. */
async function enough(inputs: TrafficInputs, leaving: readonly string[], rest: readonly string[], needed: number): Promise<void> {
  for (const until = Date.now() + PATIENCE_SECONDS * 1000; ; ) {
    const views = await ask(inputs, () => lookScript);
    const thin = [...views].filter(([, view]) => view.size > 0 && rest.filter((name) => serves(view.get(name))).length < needed);
    const [found] = thin;
    if (found === undefined) return;
    if (Date.now() > until) {
      const seen = rest.map((name) => `${name} ${found[1].get(name) ?? "not at all"}`);
      throw fail("BZ_TIER_TOO_THIN", {
        where: leaving.join(", "),
        found: `${found[0]} sees ${seen.join(", ")}`,
        allowed: `${needed} of them up while ${leaving.join(", ")} ${leaving.length === 1 ? "is" : "are"} changed`,
      });
    }
    await new Promise((done) => setTimeout(done, 500));
  }
}

function serves(status: string | undefined): boolean {
  return status !== undefined && /^(UP|no check)/.test(status);
}

/** Runs a script on every balancer; what it printed, by the name of the balancer. */
async function ask({ transport, balancers }: TrafficInputs, script: (balancer: string) => string): Promise<ReadonlyMap<string, View>> {
  const views = new Map<string, View>();
  await Promise.all(
    balancers.map(async (balancer) => {
      try {
        const { code, stdout } = await transport.run(balancer, "sh -s", { stdin: script(balancer), timeoutMs: 90_000 });
        const lines = stdout.split("\n").filter((line) => line.includes("\t"));
        if (code === 0) views.set(balancer, new Map(lines.map((line) => line.split("\t") as [string, string])));
      } catch (error) {
        if (!(error instanceof BartizanError)) throw error;
      }
    }),
  );
  return views;
}
