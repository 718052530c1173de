import type { Infrastructure } from "./infrastructure.ts";

type Named = Pick<Infrastructure, "domain" | "aliases">;

/** Every name of the site, the main one first. */
export function siteNames({ domain, aliases }: Named): readonly string[] {
  return [domain, ...aliases.map((alias) => alias.name)];
}

/** The names under which pages are shown; the others send people to the main one. */
export function servedNames({ domain, aliases }: Named): readonly string[] {
  return [domain, ...aliases.filter((alias) => alias.redirect === undefined).map((alias) => alias.name)];
}

/** Whether it is a name with a star, which stands for any one label, the first (RFC 9525, 6.3). */
export const isWildcard = (name: string): boolean => name.startsWith("*.");

/** The names that can stand in a table of hosts. */
export const plainNames = (infra: Named): readonly string[] => siteNames(infra).filter((name) => !isWildcard(name));

/** Whether `pattern`, which may be a wildcard, covers `name`, which may be one, too. Case does not matter (RFC 9525, 6.3). */
export function nameCovers(pattern: string, name: string): boolean {
  const [presented, wanted] = [pattern.toLowerCase(), name.toLowerCase()];
  if (presented === wanted || !isWildcard(presented)) return presented === wanted;
  const dot = wanted.indexOf(".");
  return dot > 0 && wanted.slice(dot) === presented.slice(1);
}
