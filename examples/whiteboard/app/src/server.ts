import { createServer } from "node:http";
import { openBook } from "./book.ts";
import { createHandler } from "./handler.ts";
import { readSettings } from "./settings.ts";
import { nobodyCounts, openVisitors } from "./visitors.ts";

const settings = readSettings(process.env);
const book = openBook(settings.database, settings.server);
const visitors = settings.cache === undefined ? nobodyCounts : openVisitors(settings.cache);
const handle = createHandler(book, visitors, settings.server);
const server = createServer((request, response) => void handle(request, response));
// Longer than any proxy in front keeps a connection, so that it is never closed just when a request comes.
server.keepAliveTimeout = 75_000;

server.listen(settings.listen, () => {
  console.log(`guest book on ${"fd" in settings.listen ? "the socket of systemd" : `${settings.listen.host}:${settings.listen.port}`}`);
});

/** No new connections, the running requests to their end, then out. */
function stop(): void {
  server.close(() => {
    visitors.close();
    void book.close().finally(() => process.exit(0));
  });
  server.closeIdleConnections();
  setTimeout(() => process.exit(1), 30_000).unref();
}

process.once("SIGTERM", stop);
process.once("SIGINT", stop);
