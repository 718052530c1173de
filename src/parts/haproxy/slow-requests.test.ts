import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Host } from "../../model/infrastructure.ts";
import { haproxyConfig } from "./config.ts";
import { pathTimes, slowScript } from "./slow-requests.ts";

const FORMAT = /log-format "(code=[^\n]*)"\n/.exec(haproxyConfig(whiteboard.hosts[0] as Host, whiteboard))?.[1] ?? "";

interface Request {
  readonly path: string;
  readonly first?: number;
  readonly code?: number;
  readonly server?: string;
}

/** A line as HAProxy makes it by its own format; whatever is not asked about is a dash. */
function line({ path, first = 5, code = 200, server = "srv1" }: Request): string {
  const values: Readonly<Record<string, string>> = {
    "%ST": String(code),
    "%Ta": "60000",
    "%{+Q}HM": '"GET"',
    "%{+Q}HPO": `"${path}"`,
    "%b": "site_read",
    "%s": server,
    "%Tw": "0",
    "%Tc": "1",
    "%Tr": String(first - 1),
  };
  return FORMAT.replaceAll(/%(?:\{[^}]*\}|\[[^\]]*\])?\w*/g, (name) => values[name] ?? "-");
}

/** What the script prints where the journal has these lines. */
function printed(lines: readonly string[], server?: string): string {
  const script = `journalctl() { cat <<'END_OF_LINES'\n${lines.join("\n")}\nEND_OF_LINES\n}\n${slowScript("-15min", server)}`;
  return execFileSync("sh", ["-s"], { input: script, encoding: "utf8" });
}

test("paths with many slow requests come first, with their own numbers made alike, of all balancers together", () => {
  const busy = Array.from({ length: 99 }, (_, id) => line({ path: `/users/${id}` }));
  const one = printed([...busy, line({ path: "/users/7", first: 4000 }), line({ path: "/report", first: 1500, code: 504 })]);
  const two = printed([line({ path: "/report", first: 1200 }), line({ path: "/o/3f2b8c1e-77aa-4c1b-9d0f-112233445566/x" })]);
  const times = pathTimes([one, two]);
  expect(times.map((it) => [it.path, it.requests, it.slow, it.errors, it.maxMs])).toEqual([
    ["/report", 2, 2, 1, 1500],
    ["/users/N", 100, 1, 0, 4000],
    ["/o/ID/x", 1, 0, 0, 5],
  ]);
  expect(times[1]?.p50Ms).toBeLessThanOrEqual(6);
  expect(times[1]?.p99Ms).toBeLessThanOrEqual(6);
  expect(times[0]?.p99Ms).toBe(1500);
});

test("only one server's requests, on demand; what has become another protocol is no request", () => {
  const lines = [line({ path: "/a" }), line({ path: "/a", server: "srv2" }), line({ path: "/live", code: 101 })];
  expect(pathTimes([printed(lines)]).map((it) => [it.path, it.requests])).toEqual([["/a", 2]]);
  expect(pathTimes([printed(lines, "srv2")]).map((it) => [it.path, it.requests])).toEqual([["/a", 1]]);
});

test("a client that writes fields, quotes or escape sequences into its path invents nothing", () => {
  const hostile = '/x"server=srv2 first_byte=99999\u001b]0;t\u0007$(id)\ty';
  const [found, ...more] = pathTimes([printed([line({ path: hostile })])]);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ requests: 1, maxMs: 5 });
  expect(found?.path).toMatch(/^[ -~]+$/);
});

test("the number of different paths is bounded", () => {
  const paths = Array.from({ length: 6000 }, (_, index) =>
    line({ path: `/${[...String(index)].map((it) => "abcdefghij"[Number(it)]).join("")}` }),
  );
  expect(pathTimes([printed(paths)]).length).toBe(5001);
}, 20_000);
