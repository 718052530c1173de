import { fail } from "../util/errors.ts";
import type { Facts, HostLock, Listener, Observed } from "./facts.ts";
import type { HostAnswers } from "./kind.ts";
import { MARKS } from "./kinds/command.ts";
import { KIND_OF } from "./kinds.ts";
import { HOST_PATHS } from "./paths.ts";
import { keyOf, type Resource } from "./resource.ts";

/** Reads what the facts script printed. Throws `BZ_FACTS_INCOMPLETE` when the script did not come to its end. */
export function parseFacts(host: string, output: string, resources: readonly Resource[]): Facts {
  const { lines, commands } = split(output);
  if (!lines.includes("end")) throw fail("BZ_FACTS_INCOMPLETE", { where: host, found: output.trim().slice(-300) || "no output" });
  const rows = lines.map((line) => line.split("\t"));
  const of = (tag: string): readonly (readonly string[])[] => rows.filter((row) => row[0] === tag).map((row) => row.slice(1));
  const first = (tag: string): string | undefined => of(tag)[0]?.[0];
  const notes = notesOf(lines);
  const note = (path: string): string => notes.get(path)?.[0] ?? "";
  const said: HostAnswers = { ...answersOf(lines, rows), note, commands };
  const observed = new Map<string, Observed>();
  for (const it of resources) {
    const fact = KIND_OF[it.kind].read?.(it, said);
    if (fact !== undefined) observed.set(keyOf(it), fact);
  }
  const lock = parseLock(note(HOST_PATHS.lock));
  return {
    now: Number(first("now") ?? 0),
    os: first("os") ?? "",
    memory: wholeMegabytes(Number.parseInt(first("memory") ?? "", 10)),
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

/**
 * What a machine was sold with, in MiB, of the `MemTotal` in KiB that proc(5) tells: without what the kernel keeps for itself, which is some
 * percent, and another amount with each kernel. Rounded up to a quarter of the power of two below, it stays the same.
 */
export function wholeMegabytes(kib: number): number {
  if (!(kib > 0)) return 0;
  const mib = kib / 1024;
  const step = 2 ** Math.floor(Math.log2(mib)) / 4;
  return Math.ceil(mib / step) * step;
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

/** Each list of lines is read once, however many resources are looked up in it. */
function answersOf(
  lines: readonly string[],
  rows: readonly (readonly string[])[],
): Pick<HostAnswers, "tagged" | "block" | "stats" | "digests"> {
  const indexed = new Map<string, Map<string, readonly string[]>>();
  const under = (list: string): Map<string, readonly string[]> => {
    const index = indexed.get(list) ?? new Map();
    indexed.set(list, index);
    return index;
  };
  for (const [tag = "", about = "", ...fields] of rows) under(tag).set(about, fields);
  const block = (word: string): ReadonlyMap<string, readonly string[]> => {
    const known = indexed.get(`${word} `);
    if (known !== undefined) return known;
    const begin = lines.indexOf(word);
    const own = begin < 0 ? [] : lines.slice(begin + 1, lines.indexOf("", begin));
    for (const [about = "", ...words] of own.map((line) => line.trim().split(/\s+/))) under(`${word} `).set(about, words);
    return under(`${word} `);
  };
  return { tagged: under, block, stats: under("stat"), digests: digestsOf(lines) };
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
