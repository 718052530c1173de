import { existsSync, readFileSync } from "node:fs";
import { type HostKey, hostKeyOf, shownKey } from "../transport/host-keys.ts";
import { BartizanError, fail } from "../util/errors.ts";
import { replaceFile } from "../util/replace-file.ts";
import { fingerprint } from "../util/ssh-key.ts";
import type { Operator } from "./operator.ts";
import { hostNamesOf, KNOWN_HOSTS, knownHostsOf, loginsOf, type Target, withHosts } from "./target.ts";

/** A host that lets us in, and what it runs. */
export interface Entered {
  readonly host: string;
  readonly system: string;
}

const HEAD = "# By bartizan bootstrap: the keys by which the servers show who they are. Commit it.\n";

/**
 * Has the keys of all servers known from here on, by a file beside the config that goes with the repository, and tries to log in. Nothing is
 * changed on a server. Throws what is wrong with any of them: `BZ_SSH_*`, and `BZ_SSH_HOST_KEY_CHANGED` for one that shows another key than
 * the file has.
 */
export async function bootstrap(target: Target, operator: Operator): Promise<readonly Entered[]> {
  if (target.lab)
    throw fail("BZ_USAGE", {
      where: "--lab",
      found: "machines whose keys Bartizan has made",
      mend: "Leave --lab away: this is for servers.",
    });
  const file = knownHostsOf(target);
  const before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  const logins = loginsOf(target);
  const hosts = hostNamesOf(target);
  const shown = await allOf(hosts, (host) => shownKey(host, logins));
  const pinned = (before ?? "").split("\n").flatMap((line) => hostKeyOf(line) ?? []);
  const fresh = hosts.flatMap((host, index): readonly Fresh[] => {
    const key = shown[index] as HostKey;
    return isPinned(host, key, pinned) ? [] : [{ ...key, host }];
  });
  if (fresh.length > 0) {
    operator.tell(words(fresh));
    const mend = "Compare them with what your provider shows, then run it again with --yes.";
    await operator.agree({ question: "Are these your servers?", found: "keys to compare, and no terminal to ask on", mend });
    const lines = fresh.map(({ name, type, key }) => `${name} ${type} ${key}\n`);
    replaceFile(file, before, `${before ?? HEAD}${lines.join("")}`, "BZ_KNOWN_HOSTS_CHANGED");
    operator.tell(`Their keys stand in ${KNOWN_HOSTS}. Commit it: whoever has the repository knows your servers.`);
  }
  return withHosts(target, (transport) =>
    allOf(hosts, async (host) => {
      const { stdout } = await transport.run(host, '. /etc/os-release && printf "%s\\n" "$PRETTY_NAME"', { timeoutMs: 30_000 });
      return { host, system: stdout.trim() };
    }),
  );
}

/** A key that nobody has compared yet, and whose it is. */
interface Fresh extends HostKey {
  readonly host: string;
}

/** Throws `BZ_SSH_HOST_KEY_CHANGED` when another one of the same type is. */
function isPinned(host: string, { name, type, key }: HostKey, pinned: readonly HostKey[]): boolean {
  const its = pinned.filter((it) => it.name === name && it.type === type);
  if (its.length === 0 || its.some((it) => it.key === key)) return its.length > 0;
  const known = its.map(fingerprint).join(", ");
  throw fail("BZ_SSH_HOST_KEY_CHANGED", {
    where: host,
    found: `${type} ${fingerprint({ key })}`,
    allowed: `${known}, as ${KNOWN_HOSTS} has it`,
    mend: `Find out why before you go on: somebody may stand between. If the host was installed anew, remove its line from ${KNOWN_HOSTS}.`,
  });
}

function words(fresh: readonly Fresh[]): string {
  const width = Math.max(...fresh.map(({ host }) => host.length));
  return ["They show these keys:", ...fresh.map((it) => `  ${it.host.padEnd(width)}  ${it.name}  ${it.type} ${fingerprint(it)}`)].join(
    "\n",
  );
}

/** Throws everything that is wrong, and not the first of it alone. */
async function allOf<T>(hosts: readonly string[], ask: (host: string) => Promise<T>): Promise<readonly T[]> {
  const results = await Promise.allSettled(hosts.map(ask));
  const errors = results.flatMap((it) => (it.status === "rejected" ? [it.reason as unknown] : []));
  const other = errors.find((it) => !(it instanceof BartizanError));
  if (other !== undefined) throw other;
  if (errors.length > 0) throw new BartizanError((errors as readonly BartizanError[]).flatMap((it) => it.problems));
  return results.flatMap((it) => (it.status === "fulfilled" ? [it.value] : []));
}
