import { compile } from "../src/catalog/compile.ts";
import { FOUND_BY_APP } from "../src/catalog/environment.ts";
import { ROLES } from "../src/catalog/roles.ts";
import type { Infrastructure, Role } from "../src/model/infrastructure.ts";
import { keyOf, type Resource } from "../src/state/resource.ts";

const INPUTS = { caCertificate: "", groupCertificate: "", siteCertificate: "", releaseId: "ID" };

/** The sections of guides that are made from the code, by their marks. */
export function generatedSections(infras: readonly Infrastructure[]): ReadonlyMap<string, string> {
  return new Map([
    ["files", table(["on a host", "kind", "where"], rowsOf(infras, ["file", "link", "certificate", "ruleset", "directory", "release"]))],
    ["units", table(["unit", "kept", "where"], rowsOf(infras, ["unit"]))],
    ["accounts", table(["user", "", "where"], rowsOf(infras, ["account"]))],
    [
      "environment",
      table(
        ["variable", "what it holds"],
        Object.entries(FOUND_BY_APP).map(([name, purpose]) => [`\`${name}\``, purpose]),
      ),
    ],
  ]);
}

/** The text with every generated section made anew: what stands between `<!-- generated: NAME -->` and `<!-- end -->`. */
export function withGenerated(text: string, sections: ReadonlyMap<string, string>): string {
  return text.replaceAll(/(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, head: string, name: string, end: string) => {
    const made = sections.get(name);
    if (made === undefined) throw new TypeError(`nothing makes ${name}`);
    return `${head}\n${made}\n\n${end}`;
  });
}

interface Seen {
  readonly kinds: Set<string>;
  readonly hosts: Set<string>;
}

/** What stands on hosts, and on which of them: all, those with a role, or some. */
function rowsOf(infras: readonly Infrastructure[], kinds: readonly Resource["kind"][]): readonly (readonly string[])[] {
  const seen = new Map<string, Seen>();
  const roles = new Map<string, readonly Role[]>();
  for (const [at, infra] of infras.entries()) {
    for (const [host, { resources }] of compile(infra, INPUTS)) {
      const name = `${at}/${host}`;
      roles.set(name, infra.hosts.find((it) => it.name === host)?.roles ?? []);
      for (const it of resources.filter(({ kind }) => kinds.includes(kind))) {
        const key = keyOf(it).replace(/^\w+:/, "").replaceAll(infra.name, "NAME");
        const entry = seen.get(key) ?? { kinds: new Set<string>(), hosts: new Set<string>() };
        entry.kinds.add(kindOf(it));
        entry.hosts.add(name);
        seen.set(key, entry);
      }
    }
  }
  return [...seen]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { kinds, hosts }]) => [`\`${key}\``, [...kinds].sort().join(", "), placeOf(hosts, roles)]);
}

function kindOf(it: Resource): string {
  switch (it.kind) {
    case "unit":
      return it.want;
    case "account":
      return "";
    case "certificate":
      return "key and certificate";
    case "release":
      return "releases of the app";
    case "file":
      return /\/bin\/|\/lib\/bartizan\/|\.(?:sh|awk|lua)$/.test(it.path) || /[1357]$/.test(it.mode ?? "") ? "script" : "file";
    default:
      return it.kind;
  }
}

function placeOf(hosts: ReadonlySet<string>, roles: ReadonlyMap<string, readonly Role[]>): string {
  if (hosts.size === roles.size) return "every host";
  const whole = ROLES.filter((role) => {
    const those = [...roles].filter(([, own]) => own.includes(role));
    return those.length > 0 && those.every(([host]) => hosts.has(host));
  });
  const covered = [...hosts].every((host) => (roles.get(host) ?? []).some((role) => whole.includes(role)));
  if (whole.length > 0 && covered) return whole.join(", ");
  const touched = ROLES.filter((role) => [...hosts].some((host) => roles.get(host)?.length === 1 && roles.get(host)?.[0] === role));
  return touched.length === 0 ? "where the file asks for it" : `${touched.join(", ")}, where the file asks for it`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
