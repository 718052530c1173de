import type { Infrastructure } from "../../model/infrastructure.ts";
import { isWildcard, siteNames } from "../../model/names.ts";

const HOST = "req.hdr(host),host_only,lower";
/** HAProxy takes 64 words in a line. */
const WORDS = 40;

/** Conditions on the name that a request asks for, a line of HAProxy each; it is one of the names when any of them holds. */
export function asksFor(names: readonly string[]): readonly string[] {
  const stars = names.filter(isWildcard).map((name) => `^[a-z0-9_-]+${name.slice(1).replaceAll(".", "\\.")}$`);
  return [
    ...matches(
      "str",
      names.filter((name) => !isWildcard(name)),
    ),
    ...matches("reg", stars),
  ];
}

function matches(how: "str" | "reg", patterns: readonly string[]): readonly string[] {
  const lines = Array.from({ length: Math.ceil(patterns.length / WORDS) }, (_, at) => patterns.slice(at * WORDS, (at + 1) * WORDS));
  return lines.map((its) => `${HOST} -m ${how} ${its.join(" ")}`);
}

/** Names the site, for conditions: `acl` lines and the condition. */
export function knownName(infra: Infrastructure): { readonly acls: string; readonly condition: string } {
  const [only, ...more] = asksFor(siteNames(infra));
  if (only !== undefined && more.length === 0) return { acls: "", condition: `{ ${only} }` };
  return { acls: acl("site_name", asksFor(siteNames(infra))), condition: "site_name" };
}

const acl = (name: string, conditions: readonly string[]): string => conditions.map((it) => `\tacl ${name} ${it}\n`).join("");

/** Sends those who ask for a name that is only another way to the site to the main one; `scheme` of the site. What is named itself is not meant by a star. */
export function redirectedNames(infra: Infrastructure, scheme: string): string {
  const exact = infra.aliases.filter((alias) => !isWildcard(alias.name));
  const lines = infra.aliases.flatMap(({ name, redirect }) => {
    if (redirect === undefined) return [];
    const except = isWildcard(name) && exact.length > 0 ? "!named_itself " : "";
    return asksFor([name]).map(
      (it) => `\thttp-request redirect prefix ${scheme}://${infra.domain} code ${redirect} if ${except}{ ${it} }\n`,
    );
  });
  if (lines.length === 0) return "";
  const named = lines.some((line) => line.includes("!named_itself"));
  return `	# Other ways to the main name.
${named ? acl("named_itself", asksFor([infra.domain, ...exact.map((alias) => alias.name)])) : ""}${lines.join("")}`;
}
