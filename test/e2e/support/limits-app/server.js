// An app that does what proxies stumble over, and counts how often it was asked.
const { createHash } = require("node:crypto");
const { createServer } = require("node:http");

const runs = new Map();
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const MEGABYTE = Buffer.alloc(1 << 20, "x");

const paths = {
  "/up": (_req, res) => res.end("up"),
  "/client": (req, res) => res.end(req.headers["x-forwarded-for"]),
  "/runs": (_req, res, _n, key) => res.end(String(runs.get(key) ?? 0)),
  "/headers": (_req, res, n) => res.setHeader("X-Long", "a".repeat(n)).end("ok"),
  "/cookies": (req, res) => res.end(String(req.headers.cookie?.length)),
  "/slow": async (_req, res, n) => {
    await pause(n);
    res.end("slow");
  },
  "/events": async (_req, res, n) => {
    res.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: one\n\n");
    await pause(n);
    res.end("data: two\n\n");
  },
  "/upload": async (req, res) => {
    let size = 0;
    req.on("error", () => {});
    for await (const chunk of req) size += chunk.length;
    res.end(String(size));
  },
  "/download": async (_req, res, n) => {
    res.writeHead(200, { "Content-Length": n * MEGABYTE.length });
    for (let i = 0; i < n && !res.destroyed; i += 1)
      if (!res.write(MEGABYTE)) await new Promise((done) => res.once("drain", done).once("close", done));
    res.end();
  },
  "/die": (req) => req.socket.destroy(),
  "/junk": (req) => req.socket.end("no HTTP\r\n\r\n"),
};

const server = createServer({ maxHeaderSize: 65_536 }, async (req, res) => {
  const url = new URL(req.url, "http://app");
  const key = url.searchParams.get("key");
  if (url.pathname !== "/runs" && key !== null) runs.set(key, (runs.get(key) ?? 0) + 1);
  const path = paths[url.pathname] ?? (() => res.writeHead(404).end());
  try {
    await path(req, res, Number(url.searchParams.get("n")), key);
  } catch {
    // Whoever asked has gone.
    res.destroy();
  }
});
server.requestTimeout = 0;
server.on("upgrade", (req, socket) => {
  const accept = createHash("sha1").update(`${req.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  socket.on("error", () => {}).resume();
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
});
server.listen(Number(process.env.PORT), process.env.HOST);
