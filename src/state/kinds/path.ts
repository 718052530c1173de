import type { Observed } from "../facts.ts";
import type { HostAnswers, Questions } from "../kind.ts";

// What files, folders and links have in common.

export type PathSeen = Extract<Observed, { kind: "path" }>;

export function askPaths(all: readonly { readonly path: string }[]): Questions {
  const paths = all.map((it) => it.path);
  return { stat: paths, digest: paths };
}

export function readPath({ path }: { readonly path: string }, { stats, digests }: HostAnswers): PathSeen | undefined {
  const row = stats.get(path);
  if (row === undefined) return undefined;
  const [mode = "", owner = "", type = ""] = row;
  const sha256 = digests.get(path);
  const target = targetOf(row);
  return {
    kind: "path",
    // An empty file is called `regular empty file` by stat(1).
    type: type === "regular empty file" ? "regular file" : type,
    mode: mode.padStart(4, "0"),
    owner,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(target === "" ? {} : { target }),
  };
}

/** What stands behind the arrow of stat(1)'s `%N`; empty for what is no symbolic link. */
export function targetOf(stat: readonly string[] | undefined): string {
  return stat?.[2] === "symbolic link" ? (stat[3] ?? "").split(" -> ").slice(1).join(" -> ") : "";
}

/** What is to be done about the type, mode or owner of a path, for people. */
export function pathDifference(seen: PathSeen | undefined, type: string, owner = "root:root", mode: string): string | undefined {
  if (seen === undefined) return "create";
  if (seen.type !== type) return "replace";
  if (seen.mode !== mode.padStart(4, "0")) return `set mode ${mode} of`;
  return seen.owner === owner ? undefined : `set owner ${owner} of`;
}
