import type { Hosts } from "../../../kit/hosts.ts";
import type { ClusterStart } from "../../../kit/part.ts";
import { writersInOrder } from "../../../model/database.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import type { HostPlan, Step } from "../../../state/step.ts";
import type { Content } from "../../../util/content.ts";
import { BartizanError, fail } from "../../../util/errors.ts";
import { UNIT } from "../server/names.ts";
import { newClusterScript } from "./member.ts";
import { MEMBER } from "./names.ts";
import {
  decideStart,
  mostAdvanced,
  type NodeState,
  parseNode,
  parsePosition,
  positionScript,
  REJOIN,
  restartScript,
  surveyScript,
} from "./start.ts";

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
export async function settleCluster(at: Hosts, infra: Infrastructure, work: readonly HostPlan[], chosen?: string): Promise<ClusterStart> {
  if (!work.some((plan) => plan.steps.some((step) => step.key === stepKey))) return { work };
  const order = writersInOrder(infra).map((it) => it.name);
  let nodes = await survey(at, order);
  const addressOf = (name: string): string | undefined => infra.hosts.find((it) => it.name === name)?.address;
  let decision = decideStart(nodes, order, addressOf, chosen);
  const end = performance.now() + SELF_RECOVERY_MS;
  while (decision.kind === "recover" && chosen === undefined && isRecovering(nodes) && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    nodes = await survey(at, order);
    decision = decideStart(nodes, order, addressOf);
  }
  switch (decision.kind) {
    case "join":
      return { work };
    case "refuse":
      throw undecided(decision.found, order);
    case "erase":
      throw fail("BZ_CLUSTER_ERASES", { where: `database: ${order.join(", ")}`, found: decision.found });
    case "new":
      return { work: work.map((plan) => (plan.host === decision.on ? withNewCluster(plan) : plan)), founder: decision.on };
    case "recover":
      await recover(at, order, nodes, chosen);
      return { work };
  }
}

/** Whether all that have data are on their way, so that nobody is missing in what they restore. */
function isRecovering(nodes: ReadonlyMap<string, NodeState | undefined>): boolean {
  return [...nodes.values()].every((it) => it?.is === "waiting" || it?.is === "empty");
}

async function survey(at: Hosts, order: readonly string[]): Promise<ReadonlyMap<string, NodeState | undefined>> {
  return ask(at, order, surveyScript(), ASK_MS, parseNode);
}

/** The nodes' answers; undefined for one that cannot be reached. */
async function ask<T>(
  at: Hosts,
  order: readonly string[],
  script: Content,
  timeoutMs: number,
  parse: (output: string) => T | undefined,
): Promise<ReadonlyMap<string, T | undefined>> {
  const answers = await Promise.all(
    order.map(async (name) => {
      try {
        const { stdout } = await at.ask(name, script, timeoutMs);
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

async function recover(
  at: Hosts,
  order: readonly string[],
  nodes: ReadonlyMap<string, NodeState | undefined>,
  chosen: string | undefined,
): Promise<void> {
  const seen = order.filter((name) => nodes.get(name) !== undefined);
  const positions = await ask(at, seen, positionScript(), POSITION_MS, parsePosition);
  const first = chosen === undefined ? mostAdvanced(positions, seen) : { start: chosen };
  if ("refuse" in first) throw undecided(first.refuse, order);
  const { start } = first;
  const its = positions.get(start);
  const step = `start the cluster from ${start}${its === undefined ? "" : `, whose last commit is ${its.seqno}`}`;
  const { code, stdout, stderr } = await at.step(start, step, restartScript(), POSITION_MS);
  if (code !== 0) throw fail("BZ_STEP_FAILED", { where: start, found: `${step} (status ${code})`, output: `${stdout}${stderr}`.trim() });
  // They come back while the hosts are taken in turn; each one's own plan waits for it.
  const others = seen.filter((name) => name !== start && positions.get(name) !== undefined);
  await Promise.all(others.map((name) => at.ask(name, [REJOIN], ASK_MS)));
}

function undecided(found: string, order: readonly string[]): BartizanError {
  return fail("BZ_CLUSTER_UNDECIDED", { where: `database: ${order.join(", ")}`, found });
}
