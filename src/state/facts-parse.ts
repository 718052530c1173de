import { fail } from "../util/errors.ts";
import type { Enablement, Facts, HostLock, Listener, Observed } from "./facts.ts";
import { certificateFiles, MARKS, unitFiles } from "./facts-script.ts";
import { HOST_PATHS } from "./paths.ts";
import { keyOf, type Resource } from "./resource.ts";

/** Reads what the facts script printed. Throws `BZ_FACTS_INCOMPLETE` when the script did not come to its end. */
export function parseFacts(host: string, output: string, resources: readonly Resource[]): Facts {
  const { lines, commands } = split(output);
  if (!lines.includes("end")) throw fail("BZ_FACTS_INCOMPLETE", { where: host, found: output.trim().slice(-300) || "no output" });
  const rows = lines.map((line) => line.split("\t"));
  const of = (tag: string): readonly (readonly string[])[] => rows.filter((row) => row[0] === tag).map((row) => row.slice(1));
  const first = (tag: string): string | undefined => of(tag)[0]?.[0];
  const index = (tag: string): ReadonlyMap<string, readonly string[]> => new Map(of(tag).map((row) => [row[0] ?? "", row.slice(1)]));

  const packages = index("package");
  const accounts = accountGroups(lines);
  const stats = index("stat");
  const digests = digestsOf(lines);
  const notes = notesOf(lines);
  const note = (path: string): string => notes.get(path)?.[0] ?? "";
  const releases = index("release");
  const active = activeUnits(lines);
  const links = of("wanted").map(([link = ""]) => link);

  const observe = (it: Resource): Observed | undefined => {
    switch (it.kind) {
      case "package": {
        const row = packages.get(it.name);
        return row?.[1] === "installed" ? { kind: "package", version: row[0] ?? "" } : undefined;
      }
      case "account": {
        const groups = accounts.get(it.name);
        return groups && { kind: "account", groups };
      }
      case "file":
      case "directory":
      case "link":
        return observePath(it.path, stats, digests);
      case "certificate":
        return observeCertificate(note(`${it.path}.issued`), certificateFiles(it), digests);
      case "ruleset": {
        const loadedSha = digests.get("-");
        const [stampedText = "", stampedLoaded = ""] = note(`${HOST_PATHS.stamps}/ruleset`).split(" ");
        if (loadedSha === undefined) return undefined;
        return { kind: "ruleset", fileSha: digests.get(it.path) ?? "", loadedSha, stampedText, stampedLoaded };
      }
      case "release":
        return observeRelease(releases.get(it.root), stats.get(`${it.root}/current`));
      case "command": {
        const text = commands.get(keyOf(it));
        return text === undefined ? undefined : { kind: "command", output: text };
      }
      case "unit": {
        const [restartStamp = "", reloadStamp = ""] = note(`${HOST_PATHS.stamps}/${it.name}`).split(" ");
        return {
          kind: "unit",
          active: active.get(it.name) ?? "inactive",
          enabled: enablementOf(it.name, stats, links),
          restartStamp,
          reloadStamp,
        };
      }
    }
  };

  const observed = new Map<string, Observed>();
  for (const it of resources) {
    const fact = observe(it);
    if (fact !== undefined) observed.set(keyOf(it), fact);
  }
  const lock = parseLock(note(HOST_PATHS.lock));
  return {
    now: Number(first("now") ?? 0),
    os: first("os") ?? "",
    ...parseConnection(first("connection")),
    sshd: of("sshd").map(([port]) => Number(port)),
    listeners: listenersOf(of("listener").map(([line = ""]) => line)),
    generation: note(HOST_PATHS.generation),
    ...(lock === undefined ? {} : { lock }),
    trusted: (notes.get(HOST_PATHS.trusted) ?? []).map((line) => `${line}\n`).join(""),
    ...(rows.some(([tag]) => tag === "managed") ? { manifest: notes.get(HOST_PATHS.manifest) ?? [] } : {}),
    observed,
  };
}

/** Parts what commands printed, each between the {@link MARKS} (the first with its key behind it), from the lines of all else. */
function split(output: string): { readonly lines: readonly string[]; readonly commands: ReadonlyMap<string, string> } {
  const [head = "", ...parts] = output.split(MARKS.begin);
  const commands = new Map<string, string>();
  const rest = parts.map((part) => {
    const line = part.indexOf("\n");
    const end = part.indexOf(MARKS.end, line);
    if (line < 0 || end < 0) return "";
    commands.set(part.slice(0, line), part.slice(line + 1, end).trim());
    return part.slice(end + MARKS.end.length);
  });
  return { lines: [head, ...rest].join("").split("\n"), commands };
}

/** The lines from one that is only this word to the next empty one. */
function block(lines: readonly string[], word: string): readonly string[] {
  const begin = lines.indexOf(word);
  return begin < 0 ? [] : lines.slice(begin + 1);
}

/** groups(1): `USER : GROUP...`, up to an empty line. */
function accountGroups(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const all = block(lines, "groups");
  const own = all.slice(0, all.indexOf(""));
  return new Map(
    own.map((line) => {
      const [user = "", groups = ""] = line.split(" : ");
      return [user, groups.split(" ")] as const;
    }),
  );
}

/** sha256sum(1): `DIGEST  PATH`, and `DIGEST  -` of what came by a pipe. */
function digestsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, digest, path] = /^([0-9a-f]{64}) {2}(\/.*|-)$/.exec(line) ?? [];
      return digest === undefined || path === undefined ? [] : [[path, digest] as const];
    }),
  );
}

/** grep(1) -H: `PATH:LINE`, where no path of ours has a colon. */
function notesOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const notes = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (!line.startsWith("/") || colon < 0) continue;
    const path = line.slice(0, colon);
    notes.set(path, [...(notes.get(path) ?? []), line.slice(colon + 1)]);
  }
  return notes;
}

/** systemctl(1) list-units: `NAME LOAD ACTIVE SUB DESCRIPTION`, up to an empty line. */
function activeUnits(lines: readonly string[]): ReadonlyMap<string, string> {
  const all = block(lines, "units");
  return new Map(
    all.slice(0, all.indexOf("")).map((line) => {
      const [name = "", , active = ""] = line.trim().split(/\s+/);
      return [name, active] as const;
    }),
  );
}

type Index = ReadonlyMap<string, readonly string[]>;

/** What stands behind the arrow of stat(1)'s `%N`; empty for what is no symbolic link. */
function targetOf(stat: readonly string[] | undefined): string {
  return stat?.[2] === "symbolic link" ? (stat[3] ?? "").split(" -> ").slice(1).join(" -> ") : "";
}

/** A unit whose file is a link to /dev/null is masked (systemd.unit(5)). */
function enablementOf(name: string, stats: Index, links: readonly string[]): Enablement {
  const [own, packaged] = unitFiles(name);
  if (targetOf(stats.get(own)) === "/dev/null") return "masked";
  if (!stats.has(own) && !stats.has(packaged)) return "absent";
  const mine = links.filter((link) => link.endsWith(`/${name}`));
  if (mine.some((link) => link.startsWith("/etc/"))) return "enabled";
  return mine.length > 0 ? "static" : "disabled";
}

function observePath(path: string, stats: Index, digests: ReadonlyMap<string, string>): Observed | undefined {
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

/** The names of the folders of the releases, and what stat(1) says of `current`. */
function observeRelease(ids: readonly string[] | undefined, stat: readonly string[] | undefined): Observed | undefined {
  const type = stat?.[2];
  const instead = type === undefined || type === "symbolic link" ? {} : { instead: type };
  if (ids === undefined && instead.instead === undefined) return undefined;
  return { kind: "release", current: targetOf(stat).split("/").at(-1) ?? "", ids: ids ?? [], ...instead };
}

/** `REQUEST NOTBEFORE NOTAFTER DIGEST...`: the digests of the files as they were put there. */
function observeCertificate(note: string, files: readonly string[], digests: ReadonlyMap<string, string>): Observed | undefined {
  if (note === "") return undefined;
  const [request = "", notBefore = "0", notAfter = "0", ...put] = note.split(" ");
  const intact = put.length === files.length && files.every((path, index) => digests.get(path) === put[index]);
  return { kind: "certificate", request, notBefore: Number(notBefore), notAfter: Number(notAfter), intact };
}

/** ss(8): `PROTOCOL STATE RECEIVED SENT ADDRESS:PORT PEER users:(("PROGRAM",…)) cgroup:/PATH`. Loopback is nobody else's business. */
function listenersOf(lines: readonly string[]): readonly Listener[] {
  return lines.flatMap((line): readonly Listener[] => {
    const [protocol = "", , , , local = "", , ...rest] = line.trim().split(/\s+/);
    const [, address = "", port = ""] = /^(.*):(\d+)$/.exec(local) ?? [];
    if ((protocol !== "tcp" && protocol !== "udp") || port === "" || /^(?:127\.|\[::1\]|\[::ffff:127\.)/.test(address)) return [];
    const words = rest.join(" ");
    const program = /users:\(\("([^"]*)"/.exec(words)?.[1] ?? "";
    const unit = /cgroup:\S*?([^/\s]+\.(?:service|scope|socket))(?:\/|\s|$)/.exec(words)?.[1] ?? "";
    return [{ protocol, address, port: Number(port), program, unit }];
  });
}

/** `FROM PORT TO PORT` of sshd(8); an address of the link may have a zone behind it. */
function parseConnection(line = ""): Pick<Facts, "connection"> {
  const [from = "", , , port] = line.split(" ");
  return port === undefined ? {} : { connection: { from: from.replace(/%.*$/, ""), port: Number(port) } };
}

/** Reads the words of a lock; undefined when there is none. */
export function parseLock(line: string | undefined): HostLock | undefined {
  const [run, holder, pid, expires] = (line ?? "").split(" ");
  if (run === undefined || holder === undefined || pid === undefined || expires === undefined) return undefined;
  return { run, holder, pid: Number(pid), expires: Number(expires) };
}
