import { fail } from "../util/errors.ts";
import type { Facts, HostLock, Observed } from "./facts.ts";
import { keyOf, type Resource } from "./resource.ts";

/** Reads what the facts script printed. Throws `BZ_FACTS_INCOMPLETE` when the script did not come to its end. */
export function parseFacts(host: string, output: string, resources: readonly Resource[]): Facts {
  const rows = output.split("\n").map((line) => line.split("\t"));
  if (!rows.some(([tag]) => tag === "end")) {
    throw fail("BZ_FACTS_INCOMPLETE", { where: host, found: output.trim().slice(-300) || "no output" });
  }
  const of = (tag: string): readonly (readonly string[])[] => rows.filter((row) => row[0] === tag).map((row) => row.slice(1));
  const first = (tag: string): string | undefined => of(tag)[0]?.[0];
  const index = (tag: string): ReadonlyMap<string, readonly string[]> => new Map(of(tag).map((row) => [row[0] ?? "", row.slice(1)]));

  const packages = index("package");
  const accounts = index("account");
  const stats = index("stat");
  const hashes = new Map(of("sha").map((row) => [row[1] ?? "", row[0] ?? ""]));
  const targets = index("target");
  const certificates = index("certificate");
  const rulesets = index("ruleset");
  const releases = index("release");
  const commands = index("command");
  const stamps = index("stamp");
  const units = of("unit");

  const observe = (it: Resource): Observed | undefined => {
    switch (it.kind) {
      case "package": {
        const row = packages.get(it.name);
        return row?.[1] === "installed" ? { kind: "package", version: row[0] ?? "" } : undefined;
      }
      case "account": {
        const row = accounts.get(it.name);
        return row && { kind: "account", groups: (row[0] ?? "").split(" ") };
      }
      case "file":
      case "directory":
      case "link":
        return observePath(it.path, stats, hashes, targets);
      case "certificate":
        return observeCertificate(certificates.get(it.path));
      case "ruleset": {
        const row = rulesets.get(it.path);
        const [stampedText = "", stampedLoaded = ""] = (row?.[2] ?? "").split(" ");
        return row && { kind: "ruleset", fileSha: row[0] ?? "", loadedSha: row[1] ?? "", stampedText, stampedLoaded };
      }
      case "release": {
        const row = releases.get(it.root);
        return (
          row && {
            kind: "release",
            current: (row[0] ?? "").split("/").at(-1) ?? "",
            ids: (row[1] ?? "").split(" ").filter((id) => id !== ""),
          }
        );
      }
      case "command": {
        const row = commands.get(keyOf(it));
        return row && { kind: "command", output: (row[0] ?? "").replaceAll("\x1e", "\n").replaceAll("\x1f", "\t").trim() };
      }
      case "unit": {
        const row = units.find(([id, names]) => id === it.name || names?.split(" ").includes(it.name));
        if (row === undefined) return undefined;
        const [restartStamp = "", reloadStamp = ""] = (stamps.get(it.name)?.[0] ?? "").split(" ");
        return { kind: "unit", active: row[2] ?? "", enabled: row[3] ?? "", needsReload: row[4] === "yes", restartStamp, reloadStamp };
      }
    }
  };

  const observed = new Map<string, Observed>();
  for (const it of resources) {
    const fact = observe(it);
    if (fact !== undefined) observed.set(keyOf(it), fact);
  }
  const lock = parseLock(first("lock"));
  return {
    now: Number(first("now") ?? 0),
    os: first("os") ?? "",
    generation: first("generation") ?? "",
    ...(lock === undefined ? {} : { lock }),
    ...(rows.some(([tag]) => tag === "managed") ? { manifest: of("manifest").map((row) => row[0] ?? "") } : {}),
    observed,
  };
}

type Index = ReadonlyMap<string, readonly string[]>;

function observePath(path: string, stats: Index, hashes: ReadonlyMap<string, string>, targets: Index): Observed | undefined {
  const row = stats.get(path);
  if (row === undefined) return undefined;
  const [mode = "", owner = "", type = ""] = row;
  const sha256 = hashes.get(path);
  const target = targets.get(path)?.[0];
  return {
    kind: "path",
    // An empty file is called `regular empty file` by stat(1).
    type: type === "regular empty file" ? "regular file" : type,
    mode: mode.padStart(4, "0"),
    owner,
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(target === undefined ? {} : { target }),
  };
}

function observeCertificate(row: readonly string[] | undefined): Observed | undefined {
  if (row === undefined) return undefined;
  const [request = "", notBefore = "0", notAfter = "0", digest = ""] = (row[0] ?? "").split(" ");
  return { kind: "certificate", request, notBefore: Number(notBefore), notAfter: Number(notAfter), intact: digest === row[1] };
}

/** `RUN HOLDER PID EXPIRES` */
function parseLock(line: string | undefined): HostLock | undefined {
  const [run, holder, pid, expires] = (line ?? "").split(" ");
  if (run === undefined || holder === undefined || pid === undefined || expires === undefined) return undefined;
  return { run, holder, pid: Number(pid), expires: Number(expires) };
}
