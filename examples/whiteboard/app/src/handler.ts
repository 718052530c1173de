import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Book } from "./book.ts";
import { readDraft } from "./entry.ts";
import { renderPage } from "./page.ts";
import type { Visitors } from "./visitors.ts";

const SHOWN = 50;
const BODY_LIMIT = 16_384;

const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
} as const;

/** Answers the requests of visitors. */
export function createHandler(
  book: Book,
  visitors: Visitors,
  server: string,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const site: Site = { book, visitors, server };
  return async (request, response) => {
    response.setHeader("X-Served-By", server);
    try {
      await route(site, request, response);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      if (response.headersSent) response.destroy();
      else send(response, 503, "text/plain", "The database does not answer just now.\n", { "Retry-After": "2" });
    }
  };
}

/** What the pages are made of. */
interface Site {
  readonly book: Book;
  readonly visitors: Visitors;
  readonly server: string;
}

async function route(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { book, server } = site;
  const path = (request.url ?? "/").split("?")[0];
  const reads = request.method === "GET" || request.method === "HEAD";
  if (path === "/up" && reads) {
    // About this process alone: a database that is away must not take all web servers with it.
    send(response, 200, "text/plain", "up\n");
  } else if (path === "/" && reads) {
    await showPage(site, response);
  } else if (path === "/entries.json" && reads) {
    sendJson(response, 200, { servedBy: server, entries: await book.latest(SHOWN) });
  } else if (path === "/entries" && request.method === "POST") {
    await takeEntry(site, request, response);
  } else if (path === "/" || path === "/up" || path === "/entries" || path === "/entries.json") {
    send(response, 405, "text/plain", "Not so.\n", { Allow: path === "/entries" ? "POST" : "GET, HEAD" });
  } else {
    send(response, 404, "text/plain", "There is nothing here.\n");
  }
}

async function showPage({ book, visitors, server }: Site, response: ServerResponse, status = 200, notice?: string): Promise<void> {
  const counting = visitors.count();
  const entries = await book.latest(SHOWN).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  });
  const visits = await counting;
  const page = { server, entries, visits, key: randomUUID(), now: new Date(), ...(notice === undefined ? {} : { notice }) };
  send(response, entries === undefined ? 503 : status, "text/html", renderPage(page));
}

async function takeEntry(it: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { book, server } = it;
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    send(response, 403, "text/plain", "Forms of other sites are not taken.\n");
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    send(response, 413, "text/plain", "That is too long.\n", { Connection: "close" });
    return;
  }
  const type = request.headers["content-type"] ?? "";
  const wantsJson = type.startsWith("application/json");
  const key = request.headers["idempotency-key"];
  const reading = readDraft(type, body, typeof key === "string" ? key : randomUUID());
  if (!reading.ok) {
    if (wantsJson) sendJson(response, 400, { error: reading.reason });
    else await showPage(it, response, 400, reading.reason);
    return;
  }
  const { entry, isNew } = await book.write(reading.draft);
  if (wantsJson) sendJson(response, isNew ? 201 : 200, { servedBy: server, entry });
  else send(response, 303, "text/plain", "Thank you.\n", { Location: "/" });
}

/** The whole body, or undefined when it is too long. It is read to its end in any case: who still sends does not listen. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size <= BODY_LIMIT ? Buffer.concat(chunks).toString("utf8") : undefined;
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, "application/json", `${JSON.stringify(value)}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, {
    ...HEADERS,
    "Content-Type": `${type}; charset=utf-8`,
    "Content-Length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
