import { sha256 } from "../util/hash.ts";
import { fill } from "../util/reveal.ts";
import type { Secrets } from "../util/secret.ts";
import { shellWord, shellWords } from "../util/shell.ts";
import { HOST_PATHS } from "./paths.ts";
import { keyOf, type Resource, type UnitResource } from "./resource.ts";
import type { StepOf } from "./step.ts";

function resourceDigest(it: Resource, secrets: Secrets): string {
  switch (it.kind) {
    case "file":
    case "ruleset":
      return sha256(fill(it.content, secrets));
    case "release":
      return it.id;
    default:
      return sha256(JSON.stringify(it));
  }
}

/** The digests of all that a unit was (re)started with, and of all that it reads at a reload. */
export function unitStamps(
  unit: UnitResource,
  byKey: ReadonlyMap<string, Resource>,
  secrets: Secrets,
): { readonly restart: string; readonly reload: string } {
  const digestOf = (keys: readonly string[]): string => {
    const parts = keys.map((key) => {
      const it = byKey.get(key);
      if (it === undefined) throw new TypeError(`${keyOf(unit)} names ${key}, which is not on this host`);
      return `${key} ${resourceDigest(it, secrets)}`;
    });
    return sha256(parts.join("\n")).slice(0, 32);
  };
  return { restart: digestOf(unit.restartOn ?? []), reload: digestOf(unit.reloadOn ?? []) };
}

/** Notes what the unit runs with now. */
export function stampScript({ resource, stamps }: StepOf<"unit">): string {
  return `printf '%s %s\\n' ${shellWords([stamps.restart, stamps.reload])} >${HOST_PATHS.stamps}/${shellWord(resource.name)}`;
}
