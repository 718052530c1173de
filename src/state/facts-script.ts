import type { Secrets } from "../util/secret.ts";
import { shellWords } from "../util/shell.ts";
import type { KindName, Questions } from "./kind.ts";
import { KIND_OF } from "./kinds.ts";
import { HOST_PATHS } from "./paths.ts";
import type { Resource } from "./resource.ts";

/** Longest wait for the end of a script that a dead run has left behind; most end within a second (see `frame`). */
const REST_SECONDS = 30;

/**
 * The POSIX-sh script that prints, for exactly these resources, what is there. It only reads, needs root, and asks each tool once
 * for all resources: the start of a program is most of what it costs. What tools print is not rewritten on the host; `facts-parse.ts` and
 * the kinds know their formats. Own lines are tagged, with fields parted by tabs.
 */
export function factsScript(resources: readonly Resource[], secrets: Secrets): string {
  const asked = new Map<KindName, Questions>();
  for (const name of Object.keys(KIND_OF) as KindName[]) {
    const all = resources.filter((it) => it.kind === name);
    const questions = all.length === 0 ? undefined : KIND_OF[name].ask?.(all, secrets);
    if (questions !== undefined) asked.set(name, questions);
  }
  const all = [...asked.values()];
  const scripts = (...names: readonly KindName[]): readonly string[] => names.flatMap((name) => asked.get(name)?.script ?? []);
  const sections = [
    atRest(),
    host(),
    asked.has("ruleset") ? LISTENERS : "",
    ...scripts("package", "account"),
    stats([...new Set(all.flatMap((it) => it.stat ?? []))]),
    digests(all),
    notes(all.flatMap((it) => it.notes ?? [])),
    ...scripts("release", "unit", "command"),
  ];
  // The braces make the shell read all of it before it runs any of it: nothing inside can eat the script from stdin.
  return `{\nexport LC_ALL=C QUOTING_STYLE=literal PATH=/usr/sbin:/usr/bin:/sbin:/bin\n${sections.filter((it) => it !== "").join("\n")}\nprintf '\\nend\\n'\n} </dev/null 2>/dev/null\n`;
}

/** A script that is still at work would be seen half-way. The look waits for it, but not for ever: the lock of a run that lives is judged later. */
function atRest(): string {
  return `[ ! -e ${HOST_PATHS.running} ] || flock -s -w ${REST_SECONDS} ${HOST_PATHS.running} true`;
}

function host(): string {
  return `date '+now\t%s'
. /etc/os-release
printf 'os\\t%s %s\\n' "$ID" "\${VERSION_ID:-}"
sed -n 's/^MemTotal: */memory\t/p' /proc/meminfo
[ -f ${HOST_PATHS.manifest} ] && printf 'managed\\n'
printf 'connection\\t%s\\n' "\${1-}"
sshd -T | sed -n 's/^port /sshd\t/p'`;
}

/** ss(8): what listens, as long as no firewall of ours has been confirmed there. */
const LISTENERS = `[ -f ${HOST_PATHS.stamps}/ruleset ] || ss -Htulnp --cgroup | sed 's/^/listener\t/'`;

/** stat(1); `%N` is `LINK -> TARGET` for a symbolic link. */
function stats(list: readonly string[]): string {
  return list.length === 0 ? "" : `stat -c 'stat	%n	%a	%U:%G	%F	%N' -- ${shellWords(list)}`;
}

/** sha256sum(1): `DIGEST  PATH`, and `DIGEST  -` of what comes by a pipe. */
function digests(asked: readonly Questions[]): string {
  const paths = asked.flatMap((it) => it.digest ?? []);
  const piped = asked.find((it) => it.piped !== undefined)?.piped;
  if (piped !== undefined) return `${piped} | sha256sum -- ${shellWords(paths)} -`;
  return paths.length === 0 ? "" : `sha256sum -- ${shellWords(paths)}`;
}

/** Bartizan's own notes, as grep(1) prints them: `PATH:LINE`. Those that are not there are passed over. */
function notes(more: readonly string[]): string {
  return `grep -sH '' -- ${shellWords([HOST_PATHS.trusted, HOST_PATHS.generation, HOST_PATHS.lock, HOST_PATHS.manifest, ...more])} ${HOST_PATHS.stamps}/*`;
}
