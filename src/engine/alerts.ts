import { setTimeout as sleep } from "node:timers/promises";
import { endpoint } from "../catalog/endpoints.ts";
import { only } from "../catalog/only.ts";
import { PARTS } from "../catalog/registry.ts";
import { arrived, type TestOutcome, type Told } from "../kit/alert-test.ts";
import { hostsOf, type Infrastructure, type Receiver } from "../model/infrastructure.ts";
import type { AlertStatus } from "../model/observation.ts";
import { type ListedAlert, withTold } from "../observe/alert-list.ts";
import { parseAlerts } from "../observe/answer.ts";
import type { Transport } from "../transport/transport.ts";
import { fail } from "../util/errors.ts";
import { shellWord } from "../util/shell.ts";
import { answers, MARK } from "./observe.ts";

const STATUS = `-w '\\n${MARK} %{http_code}\\n'`;

/** Every alert that fires or is about to, and whether people are told; and when the monitor says that it is. Throws `BZ_ALERTS_UNANSWERED`. */
export async function listAlerts(
  transport: Transport,
  infra: Infrastructure,
): Promise<{ readonly alerts: readonly ListedAlert[]; readonly now: Date }> {
  const monitor = monitorOf(infra);
  const now = await clockOf(transport, monitor);
  const script = `curl -sS -m 5 ${STATUS} ${endpoint("firing")} --next -sS -m 5 ${STATUS} ${endpoint("notified")}`;
  const { stdout, stderr } = await transport.run(monitor, script, { timeoutMs: 20_000 });
  const [rules, told] = answers(stdout);
  const alerts: readonly AlertStatus[] | undefined = rules?.status === 200 ? parseAlerts(rules.body) : undefined;
  if (alerts === undefined)
    throw fail("BZ_ALERTS_UNANSWERED", { where: monitor, output: stderr || "what evaluates the rules does not answer" });
  return { alerts: withTold(alerts, told?.status === 200 ? told.body : undefined), now };
}

/** What the monitor's clock says: alerts begin and end by it, and this machine's may be another. */
async function clockOf(transport: Transport, monitor: string): Promise<Date> {
  const { stdout } = await transport.run(monitor, "date +%s", { timeoutMs: 20_000 });
  const seconds = Number(stdout.trim());
  if (!(seconds > 0)) throw fail("BZ_ALERTS_UNANSWERED", { where: monitor, output: "it does not say what time it is" });
  return new Date(seconds * 1000);
}

const FOR_EVER = "2100-01-01T00:00:00Z";
const GIVE_UP_SECONDS = 40;
/** How long a monitor that has just booted may take to answer. */
const STARTING_SECONDS = 20;
/** It ends by itself if nobody is left to end it. */
const TEST_MS = 120_000;

/** Fires a test alert for each of these kinds, by what tells people, and waits until it is known where it arrived. */
export async function testReceivers(
  transport: Transport,
  infra: Infrastructure,
  kinds: readonly Receiver["kind"][],
): Promise<readonly TestOutcome[]> {
  const monitor = monitorOf(infra);
  const id = String(Date.now());
  const begun = await clockOf(transport, monitor);
  const before = await counted(transport, monitor);
  const started = performance.now();
  await post(transport, monitor, only("alertTest").alerts(infra, kinds, id, new Date(begun.getTime() + TEST_MS)));
  let outcomes: readonly TestOutcome[] = [];
  do {
    await sleep(1000);
    const now = await counted(transport, monitor);
    const waiting = await waitingFor(transport, monitor, infra, kinds);
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const known = outcomes;
    outcomes = kinds.map((kind) => {
      const earlier = known.find((it) => it.receiver === kind);
      return earlier !== undefined && arrived(earlier)
        ? earlier
        : outcome(kind, infra, before.get(kind), now.get(kind), seconds, waiting.get(kind));
    });
  } while (!outcomes.every(settled) && performance.now() - started < GIVE_UP_SECONDS * 1000);
  // It ends now, and those who were told of it are told of its end.
  await post(transport, monitor, only("alertTest").alerts(infra, kinds, id, await clockOf(transport, monitor)));
  return outcomes;
}

/** Nothing more is to be learnt by waiting: a second failure is no hiccup. */
function settled(it: TestOutcome): boolean {
  return arrived(it) || it.failed >= 2 * it.expected;
}

function outcome(
  kind: Receiver["kind"],
  infra: Infrastructure,
  before: Told = { tried: 0, failed: 0 },
  now: Told = before,
  seconds: number,
  waiting: readonly string[] = [],
): TestOutcome {
  const failed = now.failed - before.failed;
  return {
    receiver: kind,
    expected: infra.monitoring.receivers.filter((it) => it.kind === kind).length,
    accepted: now.tried - before.tried - failed,
    failed,
    seconds,
    waiting,
  };
}

async function counted(transport: Transport, monitor: string): Promise<ReadonlyMap<string, Told>> {
  const { code, stdout, stderr } = await transport.run(monitor, `curl -fsS -m 5 ${endpoint("notifications")}`, { timeoutMs: 20_000 });
  if (code !== 0) throw fail("BZ_ALERTS_UNANSWERED", { where: monitor, output: stderr });
  return only("alertTest").told(stdout);
}

async function post(transport: Transport, monitor: string, alerts: string): Promise<void> {
  const command = `curl -fsS -m 5 -H 'Content-Type: application/json' --data-binary @- ${endpoint("notified")}`;
  const { code, stdout, stderr } = await transport.run(monitor, command, { stdin: alerts, timeoutMs: 20_000 });
  if (code !== 0) throw fail("BZ_ALERTS_UNANSWERED", { where: monitor, output: stdout + stderr });
}

/** Tells nobody of these alerts from now on. What is silenced so already stays as it is. Throws `BZ_ALERTS_UNANSWERED`. */
export async function silence(transport: Transport, infra: Infrastructure, names: readonly string[], comment: string): Promise<void> {
  const monitor = monitorOf(infra);
  const body = {
    matchers: [{ name: "alertname", value: names.join("|"), isRegex: true, isEqual: true }],
    startsAt: await clockOf(transport, monitor),
    endsAt: new Date(FOR_EVER),
    createdBy: "bartizan",
    comment,
  };
  const url = endpoint("silences");
  const patience = `--retry ${STARTING_SECONDS} --retry-delay 1 --retry-max-time ${STARTING_SECONDS} --retry-connrefused`;
  // What is wrong says the second one, once.
  const known = `curl -fs -m 5 ${patience} ${url} | grep -qF ${shellWord(JSON.stringify(body.matchers[0]?.value))}`;
  const script = `${known} || curl -fsS -m 5 -H 'Content-Type: application/json' --data-binary @- ${url}`;
  const { code, stdout, stderr } = await transport.run(monitor, script, {
    stdin: JSON.stringify(body),
    timeoutMs: (STARTING_SECONDS + 20) * 1000,
  });
  if (code !== 0) throw fail("BZ_ALERTS_UNANSWERED", { where: monitor, output: stdout + stderr });
}

/** What waits on the monitor, a line a message, by the kind of receiver. */
async function waitingFor(
  transport: Transport,
  monitor: string,
  infra: Infrastructure,
  kinds: readonly Receiver["kind"][],
): Promise<ReadonlyMap<Receiver["kind"], readonly string[]>> {
  const asked = PARTS.flatMap(({ waiting }) => (waiting !== undefined && kinds.includes(waiting.kind) ? [waiting] : []));
  const lines = asked.map(async ({ kind, command, parse }) => {
    const { stdout } = await transport.run(monitor, command, { timeoutMs: 20_000 });
    return [kind, parse(stdout, infra)] as const;
  });
  return new Map(await Promise.all(lines));
}

function monitorOf(infra: Infrastructure): string {
  const [monitor] = hostsOf(infra, "monitor");
  if (monitor === undefined) throw fail("BZ_OBSERVE_NO_MONITOR");
  return monitor.name;
}
