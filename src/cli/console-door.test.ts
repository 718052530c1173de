import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ConsoleDoor, consoleDoor } from "./console-door.ts";

let folder: string;
let monitor: Server;
let door: ConsoleDoor;
let port: number;
const seen: (readonly [string | undefined, string])[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "console-door-"));
  const socket = join(folder, "monitor");
  monitor = createServer((req, res) => {
    let body = "";
    req.on("data", (chunk: Buffer) => (body += String(chunk)));
    req.on("end", () => {
      seen.push([req.headers.cookie, body]);
      res.writeHead(200, { "x-host": req.headers.host ?? "" }).end(`${req.method} ${req.url}`);
    });
  });
  await new Promise<void>((done) => void monitor.listen(socket, done));
  door = consoleDoor(() => socket);
  await new Promise<void>((done) => void door.server.listen(0, "127.0.0.1", done));
  port = (door.server.address() as AddressInfo).port;
});
afterAll(() => {
  door.server.closeAllConnections();
  door.server.close();
  monitor.closeAllConnections();
  monitor.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly cookie: string;
}

function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET", sent = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } }, (res) => {
      let body = "";
      res.on("data", (chunk: Buffer) => (body += String(chunk)));
      res.on("end", () =>
        resolve({ status: res.statusCode ?? 0, body, cookie: (res.headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? "" }),
      );
    });
    req.once("error", reject);
    req.end(sent);
  });
}

const path = (url: string): string => url.replace(/^http:\/\/[^/]*/, "");
const enter = async (): Promise<string> => (await ask(path(door.url(port)))).cookie;

describe("another user of this computer", () => {
  it.each([
    ["the page", "/", "GET"],
    ["a query", "/api/query?query=up", "GET"],
    ["a silence", "/api/silences", "POST"],
    ["the end of a silence", "/api/silence/1", "DELETE"],
    ["a token that is made up", "/?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "GET"],
    ["a token of no length", "/?token=", "GET"],
  ])("does not get %s", async (_, what, method) => {
    const before = seen.length;
    expect((await ask(what, { cookie: `bartizan-console-${port}=guess` }, method)).status).toBe(403);
    expect(seen.length).toBe(before);
  });
});

it("who has the address gets a cookie, and with it everything, as it came", async () => {
  const { status, cookie } = await ask(path(door.url(port)));
  expect(status).toBe(200);
  expect(cookie).toMatch(/^bartizan-console-\d+=[\w-]{32}$/);
  expect((await ask("/api/query?query=up", { cookie: `other=1; ${cookie}` })).body).toBe("GET /api/query?query=up");
  const silence = await ask("/api/silences", { cookie, origin: `http://localhost:${port}`, host: `localhost:${port}` }, "POST", '{"a":1}');
  expect([silence.status, silence.body]).toEqual([200, "POST /api/silences"]);
  // The token goes no further.
  expect(seen.at(-1)).toEqual([undefined, '{"a":1}']);
});

it("by another name, and from another page, the cookie does not help", async () => {
  const cookie = await enter();
  expect((await ask("/", { cookie, host: "evil.example" })).status).toBe(421);
  expect((await ask("/", { cookie, host: `evil.example:${port}` })).status).toBe(421);
  expect((await ask("/api/silences", { cookie, origin: "http://evil.example" }, "POST")).status).toBe(403);
  expect((await ask("/api/silences", { cookie, origin: `http://127.0.0.1:${port + 1}` }, "POST")).status).toBe(403);
});

it("the address in a command line lets in once", async () => {
  const once = path(door.once(port));
  expect((await ask(once)).status).toBe(200);
  expect((await ask(once)).status).toBe(403);
});
