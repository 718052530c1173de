import { HOST_PATHS } from "../state/paths.ts";
import type { ClosedFile } from "../state/shown.ts";
import type { Transport } from "../transport/transport.ts";
import { fail } from "../util/errors.ts";
import { shellWords } from "../util/shell.ts";

/** Files on a host by path, with what may be shown of those that hold secrets; absent files are left out. */
export async function fetchFiles(transport: Transport, host: string, paths: readonly string[]): Promise<ReadonlyMap<string, ClosedFile>> {
  const command = `for p in ${shellWords(paths)}; do
[ -f "$p" ] && printf '%s %s %s %s\\n' "$p" "$(stat -L -c %a "$p")" "$(base64 -w0 <"$p")" "$(base64 -w0 "${HOST_PATHS.shown}$p" 2>/dev/null)"; done; :`;
  const result = await transport.run(host, command, { timeoutMs: 60_000 });
  if (result.code !== 0) throw fail("BZ_STEP_FAILED", { where: host, found: "reading files", output: result.stderr });
  return new Map(
    result.stdout.split("\n").flatMap((line) => {
      const match = /^(.+) (\d+) (\S*) (\S*)$/.exec(line);
      if (match === null) return [];
      const [, path = "", mode = "", text = "", shown = ""] = match;
      return [
        [
          path,
          {
            text: decoded(text),
            ...(/[4-7]$/.test(mode) ? {} : { closed: true as const }),
            ...(shown === "" ? {} : { shown: decoded(shown) }),
          },
        ] as const,
      ];
    }),
  );
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString();
}
