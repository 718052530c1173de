// Messages that everybody sees at once, by WebSocket and by event stream, and files that people leave.
import { createReadStream, createWriteStream } from "node:fs";
import { rename, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { WebSocketServer } from "ws";

const { HOST = "127.0.0.1", PORT = "3000", STATE_DIRECTORY = "." } = process.env;
const streams = new Set();
const sockets = new WebSocketServer({ noServer: true });

function say(message) {
  for (const stream of streams) stream.write(`data: ${JSON.stringify(message)}\n\n`);
  for (const socket of sockets.clients) socket.send(message);
}

function follow(response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": welcome\n\n");
  streams.add(response);
  response.once("close", () => streams.delete(response));
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://app");
  const file = /^\/files\/([\w-]{1,64})$/.exec(pathname)?.[1];
  if (pathname === "/up") response.end("up\n");
  else if (pathname === "/events") follow(response);
  else if (pathname === "/say" && request.method === "POST") {
    let message = "";
    for await (const chunk of request) if (message.length < 1000) message += chunk;
    say(message.slice(0, 1000));
    response.writeHead(204).end();
  } else if (file !== undefined && request.method === "PUT") {
    const path = join(STATE_DIRECTORY, file);
    await pipeline(request, createWriteStream(`${path}.new`));
    await rename(`${path}.new`, path);
    response.writeHead(201).end();
  } else if (file !== undefined) {
    const path = join(STATE_DIRECTORY, file);
    response.writeHead(200, { "content-length": (await stat(path)).size, "content-type": "application/octet-stream" });
    await pipeline(createReadStream(path), response);
  } else response.writeHead(404).end("There is no such page.\n");
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(error.code === "ENOENT" ? 404 : 500).end(`${error.code ?? "failed"}\n`);
  });
});
server.on("upgrade", (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on("message", (data) => say(String(data).slice(0, 1000)));
    client.on("error", () => client.terminate());
  });
});
// An upload may take longer than the five minutes that Node gives a request.
server.requestTimeout = 0;
server.listen(Number(PORT), HOST);
