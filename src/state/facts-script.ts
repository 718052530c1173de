import { secretsIn } from "../util/content.ts";
import { fill } from "../util/reveal.ts";
import { anyLocked, type Secrets } from "../util/secret.ts";
import { shellWord, shellWords } from "../util/shell.ts";
import { HOST_PATHS } from "./paths.ts";
import { keyOf, type Resource } from "./resource.ts";

/** Longest wait for the end of a script that a dead run has left behind; most end within a second (see `frame`). */
const REST_SECONDS = 30;

type Of<K extends Resource["kind"]> = Extract<Resource, { kind: K }>;

/**
 * The POSIX-sh script that prints, for exactly these resources, what is there. It only reads, needs root, and asks each tool once
 * for all resources: the start of a program is most of what it costs. What tools print is not rewritten on the host;
 * `facts-parse.ts` knows their formats. Its own lines are tagged, with fields parted by tabs.
 */
export function factsScript(resources: readonly Resource[], secrets: Secrets): string {
  const of = <K extends Resource["kind"]>(kind: K): readonly Of<K>[] => resources.filter((it): it is Of<K> => it.kind === kind);
  const files = [...of("file"), ...of("directory"), ...of("link")].map((it) => it.path);
  const certificates = of("certificate");
  // A host has one at most: its firewall.
  const [ruleset] = of("ruleset");
  const releases = of("release");
  const sections = [
    atRest(),
    host(),
    listeners(ruleset),
    packages(of("package")),
    accounts(of("account")),
    stats([...new Set([...files, ...releases.map((it) => `${it.root}/current`), ...of("unit").flatMap((it) => unitFiles(it.name))])]),
    digests([...files, ...certificates.flatMap(certificateFiles)], ruleset),
    notes(certificates.map((it) => `${it.path}.issued`)),
    ...releases.map(release),
    units(of("unit")),
    // What asks about a secret that may not be read cannot be asked.
    ...of("command")
      .filter((it) => !anyLocked(secretsIn(it.check), secrets))
      .map((it) => command(it, secrets)),
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
[ -f ${HOST_PATHS.manifest} ] && printf 'managed\\n'
printf 'connection\\t%s\\n' "\${1-}"
sshd -T | sed -n 's/^port /sshd\t/p'`;
}

/** ss(8): what listens, as long as no firewall of ours has been confirmed there. */
function listeners(ruleset: Of<"ruleset"> | undefined): string {
  if (ruleset === undefined) return "";
  return `[ -f ${HOST_PATHS.stamps}/ruleset ] || ss -Htulnp --cgroup | sed 's/^/listener\t/'`;
}

function packages(list: readonly Of<"package">[]): string {
  if (list.length === 0) return "";
  return `dpkg-query -W -f='package\\t\${Package}\\t\${Version}\\t\${db:Status-Status}\\n' ${shellWords(list.map((it) => it.name))}`;
}

/** groups(1): `USER : GROUP...` */
function accounts(list: readonly Of<"account">[]): string {
  return list.length === 0 ? "" : `printf 'groups\\n'\ngroups ${shellWords(list.map((it) => it.name))}\nprintf '\\n'`;
}

/** stat(1); `%N` is `LINK -> TARGET` for a symbolic link. */
function stats(list: readonly string[]): string {
  return list.length === 0 ? "" : `stat -c 'stat	%n	%a	%U:%G	%F	%N' -- ${shellWords(list)}`;
}

/** sha256sum(1): `DIGEST  PATH`, and `DIGEST  -` of the ruleset as the kernel has it. */
function digests(list: readonly string[], ruleset: Of<"ruleset"> | undefined): string {
  if (ruleset !== undefined) return `${rulesetInKernel(ruleset.table)} | sha256sum -- ${shellWords([...list, ruleset.path])} -`;
  return list.length === 0 ? "" : `sha256sum -- ${shellWords(list)}`;
}

/** Bartizan's own notes, as grep(1) prints them: `PATH:LINE`. Those that are not there are passed over. */
function notes(issued: readonly string[]): string {
  return `grep -sH '' -- ${shellWords([HOST_PATHS.trusted, HOST_PATHS.generation, HOST_PATHS.lock, HOST_PATHS.manifest, ...issued])} ${HOST_PATHS.stamps}/*`;
}

/** The files that stand under the path of a certificate; their digests are noted in PATH.issued when they are put there. */
export function certificateFiles(it: Pick<Of<"certificate">, "path" | "bundle" | "revocationList">): readonly string[] {
  const more = [...(it.bundle === true ? ["pem"] : []), ...(it.revocationList === undefined ? [] : ["crl"])];
  return ["key", "crt", ...more].map((end) => `${it.path}.${end}`);
}

/** Shell command that prints the digest of a table as the kernel has it, without what changes by traffic; ` -` follows it. */
export function loadedRuleset(table: string): string {
  return `${rulesetInKernel(table)} | sha256sum`;
}

function rulesetInKernel(table: string): string {
  return `nft -s -t list table ${table}`;
}

function release(it: Of<"release">): string {
  const root = shellWord(it.root);
  return `[ -d ${root}/releases ] && { printf 'release\\t%s' ${root}; for r in ${root}/releases/*; do [ -e "$r" ] && printf '\\t%s' "\${r##*/}"; done; printf '\\n'; }`;
}

/** Where a unit's file may be: the operator's before the package's (systemd.unit(5)). */
export function unitFiles(name: string): readonly [string, string] {
  return [`/etc/systemd/system/${name}`, `/usr/lib/systemd/system/${name}`];
}

/**
 * systemctl(1) list-units: `NAME LOAD ACTIVE SUB DESCRIPTION` of the units that are loaded; then the links by which systemd starts
 * units at boot. Three times cheaper than `systemctl show`, which asks systemd for all it knows of each unit.
 */
function units(list: readonly Of<"unit">[]): string {
  if (list.length === 0) return "";
  const links = ["/etc/systemd/system/*.wants/*", "/etc/systemd/system/*.requires/*", "/usr/lib/systemd/system/*.wants/*"];
  return `printf 'units\\n'
systemctl list-units --all --full --plain --no-legend --no-pager -- ${shellWords(list.map((it) => it.name))}
printf '\\n'
printf 'wanted\\t%s\\n' ${links.join(" ")}`;
}

/** The symbols for the control characters RS and US, between which a command's words stand. What hosts say arrives without control characters. */
export const MARKS = { begin: "\u241e", end: "\u241f" } as const;

/** What the check prints stands between the {@link MARKS}, whatever it is. */
function command(it: Of<"command">, secrets: Secrets): string {
  return `printf '${MARKS.begin}%s\\n' ${shellWord(keyOf(it))}
(
${fill(it.check, secrets)}
)
printf '${MARKS.end}\\n'`;
}
