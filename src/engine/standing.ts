import { standingScript } from "../parts/mariadb/promotion.ts";
import { parseStanding, type Standing } from "../parts/mariadb/standing.ts";
import { type Hold, SCRIPT_EXIT, takeLock } from "../state/script-frame.ts";
import type { Transport } from "../transport/transport.ts";
import { BartizanError, fail } from "../util/errors.ts";

/** What a database host says of itself; undefined for one that cannot be reached. */
export async function standingOf(transport: Transport, host: string): Promise<Standing | undefined> {
  try {
    const result = await transport.run(host, "sh -s", { stdin: standingScript(), timeoutMs: 15_000 });
    return result.code === 124 ? undefined : parseStanding(host, result.stdout);
  } catch (error) {
    if (error instanceof BartizanError && error.problems.every(({ code }) => code === "BZ_SSH_UNREACHABLE")) return undefined;
    throw error;
  }
}

/** Takes the lock of a database host as it was seen. Throws `BZ_HOST_LOCKED` or `BZ_HOST_CHANGED`. */
export async function lockHost(transport: Transport, { host, generation }: Standing, hold: Hold): Promise<void> {
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
