// `node limits.mjs ADDRESS DOMAIN CA`: asks a site whose app is limits-app for all that its limits are about, everything at the same time, and
// prints what came of it as JSON.
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { setTimeout as wait } from "node:timers/promises";
import { connect } from "node:tls";

const [address, domain, caFile] = process.argv.slice(2);
const common = { host: address, port: 443, servername: domain, ca: readFileSync(caFile) };
const MEGABYTE = Buffer.alloc(1 << 20, "x");

/** One request on a connection of its own. `send` writes its body, `read` may hold the answer up. */
function ask(path, { headers = {}, method = "GET", send = (req) => req.end(), read = () => {} } = {}) {
  return new Promise((done) => {
    const failed = (error) => done({ error: error.code ?? String(error) });
    const req = request({ ...common, path, method, agent: false, maxHeaderSize: 65_536, headers: { host: domain, ...headers } }, (res) => {
      const parts = [];
      let size = 0;
      res.on("data", (chunk) => {
        size += chunk.length;
        if (parts.length < 5) parts.push(String(chunk.subarray(0, 20)));
        read(res, size);
      });
      res.on("end", () => done({ status: res.statusCode, size, parts }));
      res.on("error", failed);
    });
    req.setMaxListeners(0);
    req.on("error", failed);
    send(req);
  });
}

/** So many megabytes, with a pause in their midst. */
const body = (megabytes, pauseSeconds) => async (req) => {
  for (let i = 0; i < megabytes && !req.destroyed; i += 1) {
    if (i === megabytes >> 1) await wait(pauseSeconds * 1000);
    if (!req.write(MEGABYTE)) await new Promise((done) => req.once("drain", done).once("close", done));
  }
  req.end();
};

function upload(megabytes, pauseSeconds = 0, headers = { "content-length": megabytes << 20 }) {
  return ask("/upload", { method: "POST", headers, send: body(megabytes, pauseSeconds) });
}

function download(megabytes, pauseSeconds) {
  let paused = false;
  const read = (res, size) => {
    if (paused || size < 1 << 20) return;
    paused = true;
    res.pause();
    setTimeout(() => res.resume(), pauseSeconds * 1000);
  };
  return ask(`/download?n=${megabytes}`, { read });
}

function webSocket() {
  const head = `GET /socket HTTP/1.1\r\nHost: ${domain}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`;
  return new Promise((done) => {
    const socket = connect({ ...common, ALPNProtocols: ["http/1.1"] }, () => socket.write(head));
    socket.once("data", (chunk) => done({ socket, opened: String(chunk).startsWith("HTTP/1.1 101 ") }));
    socket.once("error", () => done({ socket, opened: false }));
  });
}

async function webSockets(count, seconds) {
  const all = [];
  for (let i = 0; i < count; i += 50) all.push(...(await Promise.all(Array.from({ length: 50 }, webSocket))));
  const pages = await Promise.all(Array.from({ length: 20 }, () => ask("/up")));
  await wait(seconds * 1000);
  const open = all.filter(({ socket }) => !socket.destroyed && socket.readable).length;
  for (const { socket } of all) socket.destroy();
  return { opened: all.filter((it) => it.opened).length, open, pages: pages.map(({ status }) => status) };
}

/** The answer, and how often the app was asked for it. */
async function counted(path, key, options) {
  const answer = await ask(`${path}${path.includes("?") ? "&" : "?"}key=${key}`, options);
  const runs = await ask(`/runs?key=${key}`);
  return { ...answer, runs: Number(runs.parts?.[0]) };
}

const cookies = (length) => ({ headers: { cookie: "c".repeat(length) } });
const asked = {
  sockets: webSockets(600, 8),
  events: ask("/events?n=8", { headers: { accept: "text/event-stream" } }),
  fetchedEvents: ask("/events?n=8"),
  slow: counted("/slow?n=15", "slow"),
  headers: ask("/headers?n=16000"),
  tooLong: counted("/headers?n=50000", "long"),
  cookies: ask("/cookies", cookies(16_000)),
  tooManyCookies: counted("/cookies", "cookies", cookies(60_000)),
  junk: counted("/junk", "junk"),
  death: counted("/die", "death", { method: "POST" }),
  upload: upload(50),
  unmeasured: upload(50, 0, {}),
  pausedUpload: upload(4, 8),
  tooLarge: upload(61),
  unmeasuredTooLarge: upload(61, 0, {}),
  download: download(100, 8),
  cut: download(100, 16),
};
const answers = await Promise.all(Object.entries(asked).map(async ([name, answer]) => [name, await answer]));
process.stdout.write(JSON.stringify(Object.fromEntries(answers)));
process.exit(0);
