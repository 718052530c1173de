import { existsSync, readFileSync } from "node:fs";
import type { Transport } from "../transport/transport.ts";
import { fail } from "../util/errors.ts";
import { shellWord } from "../util/shell.ts";
import { fingerprint, keyOfLine, type PublicKey } from "../util/ssh-key.ts";
import verbs from "./authorized-keys.sh";

/** A key that lets somebody in, and where. */
export interface FoundKey extends PublicKey {
  readonly host: string;
  readonly account: string;
}

/** Whether a word of the operator's means this key: a file with it, itself, its fingerprint or its comment. */
export function meansKey(word: string, key: PublicKey): boolean {
  const given = keyOfLine(existsSync(word) ? readFileSync(word, "utf8").trim() : word);
  return given === undefined ? word === fingerprint(key) || word === key.comment : given.key === key.key;
}

/** Every key that lets somebody in to these hosts. Throws `BZ_STEP_FAILED`. */
export async function authorizedKeys(transport: Transport, hosts: readonly string[]): Promise<readonly FoundKey[]> {
  const found = await Promise.all(
    hosts.map(async (host) => {
      const lines = (await told(transport, host, "list")).split("\n");
      return lines.flatMap((line) => {
        const [, account = "", rest = ""] = /^(\S+) (.*)$/.exec(line) ?? [];
        const key = keyOfLine(rest);
        return key === undefined ? [] : [{ ...key, host, account }];
      });
    }),
  );
  return found.flat();
}

/**
 * Takes these keys from a host. When it lets us in no more, they are put back; throws `BZ_REVOKE_LOCKED_OUT` then, and `BZ_STEP_FAILED`.
 * Without a connection that is open already nothing could be put back: the one that the list was asked over is used.
 */
export async function removeKeys(transport: Transport, host: string, keys: readonly PublicKey[]): Promise<void> {
  await told(transport, host, `remove ${shellWord(keys.map((it) => it.key).join("\n"))}`);
  const again = await transport.run(host, "true", { fresh: true, timeoutMs: 20_000 }).then(
    ({ code }) => code === 0,
    () => false,
  );
  await told(transport, host, again ? "keep" : "back");
  if (!again) throw fail("BZ_REVOKE_LOCKED_OUT", { where: host });
}

async function told(transport: Transport, host: string, verb: string): Promise<string> {
  const stdin = `set -eu\nexport LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin\n${verbs}\n${verb}\n`;
  const { code, stdout, stderr } = await transport.run(host, "sh -s", { stdin, timeoutMs: 30_000 });
  if (code !== 0) throw fail("BZ_STEP_FAILED", { where: host, found: "keys that let people in", output: stderr });
  return stdout;
}
