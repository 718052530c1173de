import { fill } from "../util/reveal.ts";
import type { Secrets } from "../util/secret.ts";
import { quote, quoteAll } from "../util/shell.ts";
import { HOST_PATHS } from "./paths.ts";
import { keyOf, type Resource } from "./resource.ts";

type Of<K extends Resource["kind"]> = Extract<Resource, { kind: K }>;

/**
 * The POSIX-sh script that prints, for exactly these resources, what is there. It only reads, needs root, and asks each
 * tool once for all resources of a kind. One line a fact, fields parted by tabs; see `facts-parse.ts`.
 */
export function factsScript(resources: readonly Resource[], secrets: Secrets): string {
  const of = <K extends Resource["kind"]>(kind: K): readonly Of<K>[] => resources.filter((it): it is Of<K> => it.kind === kind);
  const sections = [
    host(),
    packages(of("package")),
    accounts(of("account")),
    paths([...of("file"), ...of("directory"), ...of("link")].map((it) => it.path)),
    ...of("certificate").map(certificate),
    ...of("ruleset").map(ruleset),
    ...of("release").map(release),
    units(of("unit")),
    ...of("command").map((it) => command(it, secrets)),
  ];
  // The braces make the shell read all of it before it runs any of it: nothing inside can eat the script from stdin.
  return `{\nexport LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin\n${sections.filter((it) => it !== "").join("\n")}\nprintf 'end\\n'\n} </dev/null 2>/dev/null\n`;
}

function host(): string {
  return `printf 'now\\t%s\\n' "$(date +%s)"
. /etc/os-release
printf 'os\\t%s %s\\n' "$ID" "\${VERSION_ID:-}"
[ -f ${HOST_PATHS.generation} ] && printf 'generation\\t%s\\n' "$(cat ${HOST_PATHS.generation})"
[ -f ${HOST_PATHS.lock} ] && printf 'lock\\t%s\\n' "$(cat ${HOST_PATHS.lock})"
[ -f ${HOST_PATHS.manifest} ] && { printf 'managed\\n'; sed 's/^/manifest\\t/' ${HOST_PATHS.manifest}; }`;
}

function packages(list: readonly Of<"package">[]): string {
  if (list.length === 0) return "";
  return `dpkg-query -W -f='package\\t\${Package}\\t\${Version}\\t\${db:Status-Status}\\n' ${quoteAll(list.map((it) => it.name))}`;
}

function accounts(list: readonly Of<"account">[]): string {
  if (list.length === 0) return "";
  return `for u in ${quoteAll(list.map((it) => it.name))}; do g=$(id -Gn "$u") && printf 'account\\t%s\\t%s\\n' "$u" "$g"; done`;
}

function paths(list: readonly string[]): string {
  if (list.length === 0) return "";
  const words = quoteAll(list);
  return `stat -c 'stat	%n	%a	%U:%G	%F' -- ${words}
sha256sum -- ${words} | sed 's/^\\([0-9a-f]*\\)  /sha\\t\\1\\t/'
for p in ${words}; do [ -L "$p" ] && printf 'target\\t%s\\t%s\\n' "$p" "$(readlink "$p")"; done`;
}

/** Beside a certificate stands PATH.issued, written when it was put there: request digest, notBefore, notAfter, digest of the files. */
function certificate(it: Of<"certificate">): string {
  const path = quote(it.path);
  return `[ -f ${path}.issued ] && printf 'certificate\\t%s\\t%s\\t%s\\n' ${path} "$(cat ${path}.issued)" "$(cat ${path}.key ${path}.crt${it.bundle === true ? ` ${path}.pem` : ""} | sha256sum | cut -c1-64)"`;
}

function ruleset(it: Of<"ruleset">): string {
  return `printf 'ruleset\\t%s\\t%s\\t%s\\t%s\\n' ${quote(it.path)} "$(sha256sum <${quote(it.path)} | cut -c1-64)" "$(${loadedRuleset(it.table)})" "$(cat ${HOST_PATHS.stamps}/ruleset)"`;
}

/** Shell command that prints the digest of a table as the kernel has it, without what changes by traffic. */
export function loadedRuleset(table: string): string {
  return `nft -s -t list table ${table} | sha256sum | cut -c1-64`;
}

function release(it: Of<"release">): string {
  const root = quote(it.root);
  return `[ -d ${root}/releases ] && printf 'release\\t%s\\t%s\\t%s\\n' ${root} "$(readlink ${root}/current)" "$(ls ${root}/releases | tr '\\n' ' ')"`;
}

function units(list: readonly Of<"unit">[]): string {
  if (list.length === 0) return "";
  return `systemctl show -p Id,Names,ActiveState,UnitFileState,NeedDaemonReload -- ${quoteAll(list.map((it) => it.name))} | awk -F= '
$1 != "" { v[$1] = substr($0, length($1) + 2) }
function flush() { if ("Id" in v) printf "unit\\t%s\\t%s\\t%s\\t%s\\t%s\\n", v["Id"], v["Names"], v["ActiveState"], v["UnitFileState"], v["NeedDaemonReload"]; split("", v) }
$0 == "" { flush() }
END { flush() }'
awk '{ n = FILENAME; sub(".*/", "", n); printf "stamp\\t%s\\t%s\\n", n, $0 }' ${HOST_PATHS.stamps}/*`;
}

function command(it: Of<"command">, secrets: Secrets): string {
  return `printf 'command\\t%s\\t' ${quote(keyOf(it))}
{ (
${fill(it.check, secrets)}
) || :; } | tr '\\n\\t' '\\036\\037'
echo`;
}
