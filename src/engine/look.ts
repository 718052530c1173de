import type { Emit } from "../event/event.ts";
import type { Facts } from "../state/facts.ts";
import { parseFacts } from "../state/facts-parse.ts";
import { factsScript } from "../state/facts-script.ts";
import type { HostState, Resource } from "../state/resource.ts";
import type { Transport } from "../transport/transport.ts";
import { BartizanError, type Problem } from "../util/errors.ts";
import type { Secrets } from "../util/secret.ts";
import { clockProblems, type Reading } from "./clocks.ts";
import { LOOK } from "./look-command.ts";

const TIMEOUT_MS = 60_000;

/** What hosts are looked at for: the facts of these resources. */
export interface LookRequest {
  readonly states: readonly HostState[];
  readonly secrets: Secrets;
}

/**
 * Looks at all hosts at once, one round trip each. The question may come while it logs in. Throws one BartizanError with the
 * problems of all hosts that did not answer, or whose clocks say something else than this machine's.
 */
export async function look(
  transport: Transport,
  hosts: readonly string[],
  asked: LookRequest | Promise<LookRequest>,
  emit: Emit,
  clock: () => number = Date.now,
): Promise<ReadonlyMap<string, Facts>> {
  const problems: Problem[] = [];
  const facts = new Map<string, Facts>();
  const clocks: Reading[] = [];
  const resourcesOf = async (host: string): Promise<readonly Resource[]> =>
    (await asked).states.find((it) => it.host === host)?.resources ?? [];
  const script = async (host: string): Promise<string> => factsScript(await resourcesOf(host), (await asked).secrets);
  await Promise.all(
    hosts.map(async (host) => {
      const started = performance.now();
      try {
        const before = clock() / 1000;
        const result = await transport.run(host, LOOK, { stdin: script(host), timeoutMs: TIMEOUT_MS });
        const seen = parseFacts(host, result.stdout, await resourcesOf(host));
        facts.set(host, seen);
        clocks.push({ host, said: seen.now, before, after: clock() / 1000 });
        emit({ type: "looked", host, seconds: (performance.now() - started) / 1000 });
      } catch (error) {
        if (!(error instanceof BartizanError)) throw error;
        problems.push(...error.problems);
      }
    }),
  );
  if (problems.length === 0) problems.push(...clockProblems(clocks));
  if (problems.length > 0) throw new BartizanError(problems);
  return facts;
}
