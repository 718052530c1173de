import type { Transport } from "../transport/transport.ts";
import { fail } from "../util/errors.ts";
import { quoteAll } from "../util/shell.ts";

/** The text of files on a host, by path; absent files are left out. */
export async function fetchFiles(transport: Transport, host: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const command = `for p in ${quoteAll(paths)}; do [ -f "$p" ] && printf '%s %s\\n' "$p" "$(base64 -w0 <"$p")"; done; :`;
  const result = await transport.run(host, command, { timeoutMs: 60_000 });
  if (result.code !== 0) throw fail("BZ_STEP_FAILED", { where: host, found: "reading files", output: result.stderr });
  const rows = result.stdout.split("\n").filter((line) => line !== "");
  return new Map(
    rows.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Buffer.from(line.slice(at + 1), "base64").toString()] as const;
    }),
  );
}
