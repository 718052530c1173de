import type { PathTimes, SlowRequests } from "../../kit/slow-requests.ts";
import { ALL_JOURNALS } from "../../state/unit-shell.ts";
import { shellWord } from "../../util/shell.ts";

/** From here on a request is slow, for the web servers' journals, too. */
const SLOW_MS = 1000;

/** Different paths that a balancer tells apart; what comes then is one more. */
const MOST_PATHS = 5000;
/** Bounds of times, as powers of this: a quantile is at most a tenth too high. */
const STEP = 1.1;

/** What a balancer's journal says of a path, as {@link slowScript} prints it. */
interface Row {
  readonly requests: number;
  readonly slow: number;
  readonly errors: number;
  readonly maxMs: number;
  /** How many requests, by the power of {@link STEP} below which they took. */
  readonly bounds: ReadonlyMap<number, number>;
}

/**
 * Shell script that adds up a balancer's lines by path, without what stands behind a `?` (the log has none of it) and with numbers and
 * ids made alike. The time is the one to the head of the answer: how long a reader takes says nothing about a server. Whatever a client
 * chose stands between quotes, and nothing of it is taken for a field.
 */
export function slowScript(since: string, server: string | undefined): string {
  return `export LC_ALL=C
journalctl -q --no-pager '${ALL_JOURNALS}' -o cat -u haproxy.service ${shellWord(`--since=${since}`)} --grep='^(.*: )?code=' | awk -v "only=${server ?? ""}" '
function field(name, text,   at, rest) {
  at = index(" " text, " " name "=")
  if (at == 0) return ""
  rest = substr(" " text, at + length(name) + 2)
  return substr(rest, 1, index(rest " ", " ") - 1)
}
function alike(word) {
  if (word ~ /^[0-9]+$/) return "N"
  return length(word) >= 8 && word ~ /^[0-9a-fA-F-]+$/ && word ~ /[0-9]/ ? "ID" : word
}
function number(name, text,   value) { value = field(name, text); return value ~ /^[0-9]+$/ ? value + 0 : 0 }
{
  from = index($0, " path=\\""); if (from == 0) next
  head = substr($0, 1, from); rest = substr($0, from + 7)
  to = index(rest, "\\" "); if (to == 0) next
  path = substr(rest, 1, to - 1); rest = substr(rest, to + 2)
  at = index(head, "code="); head = substr(head, at)
  code = field("code", head)
  # A connection that became another protocol lives for hours.
  if (code == 101 || field("backend", rest) !~ /^site_/) next
  if (only != "" && field("server", rest) != only) next
  ms = number("queue", rest) + number("connect", rest) + number("first_byte", rest)
  if (field("first_byte", rest) !~ /^[0-9]+$/) ms = number("ms", head)
  gsub(/[^ -~]/, "?", path)
  gsub(/\\t/, " ", path)
  parts = split(path, part, "/"); path = part[1]
  for (i = 2; i <= parts; i++) path = path "/" alike(part[i])
  path = substr(path, 1, 200)
  if (!(path in n)) { if (paths >= ${MOST_PATHS}) path = "(other paths)"; else paths++ }
  n[path]++
  if (ms >= ${SLOW_MS}) slow[path]++
  if (code >= 500) errors[path]++
  if (ms > max[path]) max[path] = ms
  bound = ms <= 1 ? 0 : int(log(ms) / log(${STEP})) + 1
  count[path, bound]++
}
END {
  for (key in count) { split(key, part, SUBSEP); bounds[part[1]] = bounds[part[1]] part[2] ":" count[key] "," }
  for (path in n) printf "%s\\t%d\\t%d\\t%d\\t%d\\t%s\\n", path, n[path], slow[path], errors[path], max[path], bounds[path]
}'
`;
}

/** The paths of all balancers together, those with the most slow requests first. */
export function pathTimes(outputs: readonly string[]): readonly PathTimes[] {
  const rows = new Map<string, Row>();
  for (const line of outputs.flatMap((text) => text.split("\n"))) {
    const [path = "", requests, slow, errors, maxMs, bounds = ""] = line.split("\t");
    if (maxMs === undefined) continue;
    const own: Row = {
      requests: Number(requests),
      slow: Number(slow),
      errors: Number(errors),
      maxMs: Number(maxMs),
      bounds: parseBounds(bounds),
    };
    const before = rows.get(path);
    rows.set(path, before === undefined ? own : sum(before, own));
  }
  return [...rows]
    .map(([path, { bounds, ...row }]) => ({ path, ...row, p50Ms: quantile(bounds, row, 0.5), p99Ms: quantile(bounds, row, 0.99) }))
    .sort((a, b) => b.slow - a.slow || b.p99Ms - a.p99Ms || b.requests - a.requests);
}

function parseBounds(text: string): ReadonlyMap<number, number> {
  return new Map([...text.matchAll(/(\d+):(\d+),/g)].map(([, bound, count]) => [Number(bound), Number(count)]));
}

function sum(a: Row, b: Row): Row {
  const bounds = new Map(a.bounds);
  for (const [bound, count] of b.bounds) bounds.set(bound, (bounds.get(bound) ?? 0) + count);
  return {
    requests: a.requests + b.requests,
    slow: a.slow + b.slow,
    errors: a.errors + b.errors,
    maxMs: Math.max(a.maxMs, b.maxMs),
    bounds,
  };
}

/** The time that so many of the requests did not exceed. */
function quantile(bounds: ReadonlyMap<number, number>, { requests, maxMs }: Pick<Row, "requests" | "maxMs">, share: number): number {
  let seen = 0;
  for (const [bound, count] of [...bounds].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= share * requests) return Math.min(maxMs, Math.round(STEP ** bound));
  }
  return maxMs;
}

export const slowRequests: SlowRequests = { boundMs: SLOW_MS, script: slowScript, times: pathTimes };
