import { endpoint } from "../catalog/endpoints.ts";
import { STATUS } from "../catalog/status.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import type { Observation } from "../model/observation.ts";
import { parseAlerts, parseAnswer } from "../observe/answer.ts";
import { observation } from "../observe/observation.ts";
import { statusQuery } from "../observe/queries.ts";
import type { Transport } from "../transport/transport.ts";
import { BartizanError, fail } from "../util/errors.ts";

export const MARK = "--answered";

/** Asks the store and the evaluator of rules, on the monitor's loopback; the query comes on standard input. */
const SCRIPT = [
  `curl -sS -m 10 -w '\\n${MARK} %{http_code}\\n' --data-urlencode query@- ${endpoint("query")}`,
  `--next -sS -m 5 -w '\\n${MARK} %{http_code}\\n' ${endpoint("firing")}`,
].join(" ");

/**
 * What is seen of the running infrastructure: one command on the monitor, the next one's when the first cannot be reached.
 * Throws `BZ_OBSERVE_*`, or `BZ_SSH_*` when no monitor can be reached.
 */
export async function observe(transport: Transport, infra: Infrastructure): Promise<Observation> {
  const monitors = hostsOf(infra, "monitor");
  let first: BartizanError | undefined;
  for (const monitor of monitors) {
    try {
      return await ask(transport, infra, monitor.name);
    } catch (error) {
      if (!(error instanceof BartizanError)) throw error;
      first ??= error;
    }
  }
  throw first ?? fail("BZ_OBSERVE_NO_MONITOR");
}

async function ask(transport: Transport, infra: Infrastructure, monitor: string): Promise<Observation> {
  const result = await transport.run(monitor, SCRIPT, { stdin: statusQuery(infra), timeoutMs: 20_000 });
  const [metrics, alerts] = answers(result.stdout);
  const answer = metrics?.status === 200 ? parseAnswer(metrics.body) : undefined;
  if (answer === undefined) {
    const said = [metrics?.body.slice(0, 2000) ?? "", result.stderr].join("\n").trim();
    throw fail("BZ_OBSERVE_STORE", { where: monitor, ...(said === "" ? {} : { output: said }) });
  }
  return observation(STATUS, infra, monitor, answer, (alerts?.status === 200 ? parseAlerts(alerts.body) : undefined) ?? null);
}

/** The answers in the order of the questions; curl writes the status of each after its body, 0 when there was none. */
export function answers(stdout: string): readonly { readonly body: string; readonly status: number }[] {
  const found: { body: string; status: number }[] = [];
  let body: string[] = [];
  for (const line of stdout.split("\n")) {
    if (line.startsWith(`${MARK} `)) {
      found.push({ body: body.join("\n"), status: Number(line.slice(MARK.length + 1)) });
      body = [];
    } else body.push(line);
  }
  return found;
}
