import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withParameters } from "../../util/script.ts";
import script from "./cache.sh";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bartizan-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FIRST = "127.0.0.51";
const SECOND = "127.0.0.52";

/** What a cache starts with when no other one answers: nobody listens at these addresses. */
function startOf(own: string, remembered: string): string {
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("state"), remembered);
  writeFileSync(at("password"), "secret\n");
  const text = withParameters(script, {
    OWN: own,
    CACHES: `${FIRST} ${SECOND}`,
    VOTERS: `${FIRST} ${SECOND} 127.0.0.20`,
    QUORUM: "2",
    GROUP: "cache",
    PORT: "6379",
    VOTE_PORT: "26379",
    CA: at("ca"),
    CERTIFICATE: at("certificate"),
    PASSWORD: at("password"),
    SETTINGS: at("settings"),
    STATE: at("state"),
    START_OPTIONS: at("start"),
  });
  const { status, stderr } = spawnSync("sh", ["-s", "before"], { input: text, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return existsSync(at("start")) ? readFileSync(at("start"), "utf8") : "";
}

const follows = (address: string): string => `CACHE_OPTIONS=--replicaof ${address} 6379\n`;
const election = (address: string, number: number): string =>
  `sentinel monitor cache ${address} 6379 2\nsentinel config-epoch cache ${number}\n`;

test("of caches that are new the first one of the file takes the writes, and all others follow it", () => {
  expect(startOf(FIRST, "")).toBe("");
  expect(startOf(SECOND, "")).toBe(follows(FIRST));
});

test("later it is the winner of the last election that is known", () => {
  expect(startOf(FIRST, election(SECOND, 3))).toBe(follows(SECOND));
  expect(startOf(SECOND, election(SECOND, 3))).toBe("");
});

test("a winner that has left the file is none", () => {
  expect(startOf(SECOND, election("127.0.0.99", 8))).toBe(follows(FIRST));
});
