import type { Emit } from "../event/event.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { newClusterScript } from "../parts/galera/member.ts";
import { MEMBER, nodesOf } from "../parts/galera/names.ts";
import {
  decide,
  mostAdvanced,
  type Node,
  parseNode,
  parsePosition,
  positionScript,
  REJOIN,
  restartScript,
  surveyScript,
} from "../parts/galera/start.ts";
import { UNIT } from "../parts/mariadb/names.ts";
import type { HostPlan, Step } from "../state/step.ts";
import type { Transport } from "../transport/transport.ts";
import { type Content, redacted } from "../util/content.ts";
import { BartizanError, fail } from "../util/errors.ts";

export interface ClusterInputs {
  readonly infra: Infrastructure;
  readonly transport: Transport;
  readonly emit: Emit;
  /** Name of the node that starts the cluster, whatever the others may have: the operator's decision. */
  readonly bootstrap?: string;
}

/** The plans as they are to be carried out, and the node that begins the cluster when there is none. */
export interface Settled {
  readonly work: readonly HostPlan[];
  readonly founder?: string;
}

/** Nodes that were killed together find each other again by themselves (pc.recovery); this long they are left to it. */
const SELF_RECOVERY_MS = 20_000;
const ASK_MS = 15_000;
/** Crash recovery reads the log from the last checkpoint on. */
const POSITION_MS = 10 * 60_000;

const stepKey = `command:${MEMBER}`;

/**
 * Decides, by what all nodes are, which of them starts the cluster when nobody runs it, and has it do so: a new cluster within the
 * plan of its host, an old one at once and before all else. The other nodes' plans are for joining and stay as they are.
 */
export async function settleCluster(inputs: ClusterInputs, plans: readonly HostPlan[]): Promise<Settled> {
  const work = plans;
  if (!plans.some((plan) => plan.steps.some((step) => step.key === stepKey))) return { work };
  const order = nodesOf(inputs.infra).map((it) => it.name);
  let nodes = await survey(inputs, order);
  const addressOf = (name: string): string | undefined => inputs.infra.hosts.find((it) => it.name === name)?.address;
  let decision = decide(nodes, order, addressOf, inputs.bootstrap);
  const end = performance.now() + SELF_RECOVERY_MS;
  while (decision.kind === "recover" && inputs.bootstrap === undefined && isRecovering(nodes) && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    nodes = await survey(inputs, order);
    decision = decide(nodes, order, addressOf);
  }
  switch (decision.kind) {
    case "join":
      return { work };
    case "refuse":
      throw undecided(decision.found, order);
    case "erase":
      throw fail("BZ_CLUSTER_ERASES", { where: `database: ${order.join(", ")}`, found: decision.found });
    case "new":
      return { work: plans.map((plan) => (plan.host === decision.on ? withNewCluster(plan) : plan)), founder: decision.on };
    case "recover":
      await recover(inputs, order, nodes);
      return { work };
  }
}

/** Whether all that have data are on their way, so that nobody is missing in what they restore. */
function isRecovering(nodes: ReadonlyMap<string, Node | undefined>): boolean {
  return [...nodes.values()].every((it) => it?.is === "waiting" || it?.is === "empty");
}

async function survey(inputs: ClusterInputs, order: readonly string[]): Promise<ReadonlyMap<string, Node | undefined>> {
  return ask(inputs, order, surveyScript(), ASK_MS, parseNode);
}

/** The nodes' answers; undefined for one that cannot be reached. */
async function ask<T>(
  { transport }: ClusterInputs,
  order: readonly string[],
  script: Content,
  timeoutMs: number,
  parse: (output: string) => T | undefined,
): Promise<ReadonlyMap<string, T | undefined>> {
  const answers = await Promise.all(
    order.map(async (name) => {
      try {
        const { stdout } = await transport.run(name, "sh -s", { stdin: redacted(script), timeoutMs });
        return [name, parse(stdout)] as const;
      } catch (error) {
        if (!(error instanceof BartizanError)) throw error;
        return [name, undefined] as const;
      }
    }),
  );
  return new Map(answers);
}

function withNewCluster(plan: HostPlan): HostPlan {
  const apply = newClusterScript(plan.host);
  const steps = plan.steps.map((it): Step => {
    if (it.kind === "command" && it.key === stepKey) return { ...it, resource: { ...it.resource, apply } };
    // It runs by then, with all of its new files; started anew it would look for the others, which wait for it.
    if (it.kind !== "unit" || it.key !== `unit:${UNIT}`) return it;
    return { ...it, actions: it.actions.map((action) => (action === "restart" ? "start" : action)) };
  });
  return { ...plan, steps };
}

async function recover(inputs: ClusterInputs, order: readonly string[], nodes: ReadonlyMap<string, Node | undefined>): Promise<void> {
  const { transport, emit, bootstrap } = inputs;
  const seen = order.filter((name) => nodes.get(name) !== undefined);
  const positions = await ask(inputs, seen, positionScript(), POSITION_MS, parsePosition);
  const chosen = bootstrap === undefined ? mostAdvanced(positions, seen) : { start: bootstrap };
  if ("refuse" in chosen) throw undecided(chosen.refuse, order);
  const { start } = chosen;
  const its = positions.get(start);
  const step = `start the cluster from ${start}${its === undefined ? "" : `, whose last commit is ${its.seqno}`}`;
  emit({ type: "step-started", host: start, step });
  const begun = performance.now();
  const result = await transport.run(start, "sh -s", { stdin: redacted(restartScript()), timeoutMs: POSITION_MS });
  if (result.code !== 0) {
    const output = `${result.stdout}${result.stderr}`.trim();
    emit({ type: "step-failed", host: start, step, output });
    throw fail("BZ_STEP_FAILED", { where: start, found: `${step} (status ${result.code})`, output });
  }
  emit({ type: "step-done", host: start, step, seconds: (performance.now() - begun) / 1000 });
  // They come back while the hosts are taken in turn; each one's own plan waits for it.
  const others = seen.filter((name) => name !== start && positions.get(name) !== undefined);
  await Promise.all(others.map((name) => transport.run(name, REJOIN, { timeoutMs: ASK_MS })));
}

function undecided(found: string, order: readonly string[]): BartizanError {
  return fail("BZ_CLUSTER_UNDECIDED", { where: `database: ${order.join(", ")}`, found });
}
