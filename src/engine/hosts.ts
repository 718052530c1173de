import type { Emit } from "../event/event.ts";
import type { Hosts, SeenHost } from "../kit/hosts.ts";
import { parseLock } from "../state/facts-parse.ts";
import { type LockRequest, releaseLock, SCRIPT_EXIT, takeLock } from "../state/script-frame.ts";
import type { Transport } from "../transport/transport.ts";
import { bounded } from "../util/bounded.ts";
import { fail } from "../util/errors.ts";
import { conceal, fill } from "../util/reveal.ts";
import type { Secrets } from "../util/secret.ts";
import { makeHold } from "./hold.ts";

/** What procedures of parts work with: a run's hosts, by its transport. */
export function hostsOver({ transport, emit, secrets }: { transport: Transport; emit: Emit; secrets: Secrets }): Hosts {
  const ask: Hosts["ask"] = (host, script, timeoutMs) => transport.run(host, "sh -s", { stdin: fill(script, secrets), timeoutMs });
  return {
    ask,
    step: async (host, step, script, timeoutMs) => {
      const started = performance.now();
      emit({ type: "step-started", host, step });
      const all = await ask(host, script, timeoutMs);
      const seconds = (performance.now() - started) / 1000;
      const ran = all.code === 0 ? all : { ...all, stdout: conceal(all.stdout, secrets), stderr: conceal(all.stderr, secrets) };
      if (ran.code === 0) emit({ type: "step-done", host, step, seconds });
      else emit({ type: "step-failed", host, step, output: bounded(`${ran.stdout}${ran.stderr}`.trim()) });
      return ran;
    },
    follow: (host, command, tell) => transport.attach(host, command, tell),
    holding: async (seen, seconds, work) => {
      const hold = { ...makeHold(seen.flatMap((it) => parseLock(it.lock) ?? [])), seconds };
      try {
        for (const it of seen) await lockHost(transport, it, hold);
        return await work();
      } finally {
        await Promise.allSettled(seen.map((it) => transport.run(it.host, releaseLock(hold.run), { timeoutMs: 10_000 })));
      }
    },
  };
}

async function lockHost(transport: Transport, { host, generation }: SeenHost, hold: LockRequest): Promise<void> {
  const result = await transport.run(host, "sh -s", {
    stdin: `set -eu\nvalue() { printf '@value %s %s\\n' "$1" "$2"; }\n${takeLock(hold, generation)}\n`,
    timeoutMs: 15_000,
  });
  if (result.code === SCRIPT_EXIT.locked) {
    const [holder, pid, seconds] = result.stdout.replace("@value locked ", "").trim().split(" ");
    throw fail("BZ_HOST_LOCKED", { where: host, found: `${holder} (process ${pid}) works on it; the lock expires in ${seconds} s` });
  }
  if (result.code === SCRIPT_EXIT.changed) throw fail("BZ_HOST_CHANGED", { where: host });
  if (result.code !== 0)
    throw fail("BZ_STEP_FAILED", {
      where: host,
      found: `the lock (status ${result.code})`,
      output: `${result.stdout}${result.stderr}`.trim(),
    });
}
