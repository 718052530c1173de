import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";

/** What asks for the page at the port of this computer, which every user of it can reach. */
export interface ConsoleDoor {
  readonly server: Server;
  /** The address for whoever sees this terminal. */
  readonly url: (port: number) => string;
  /** An address that lets in once: for a command line, which every user of this computer can read. */
  readonly once: (port: number) => string;
}

export const CONSOLE_ADDRESS = "127.0.0.1";

/** More than the monitor takes: what is too long, it says. Node's own limit is 16 KiB, and one query asks for all that `status` shows. */
const HEAD_BYTES = 64 * 1024;

/**
 * Lets in who has the token: from the address first, then from a cookie that the page's own requests bring. By another name than this
 * computer's, or from another page, nobody gets in, cookie or not. `socket` leads to the monitor.
 */
export function consoleDoor(socket: () => string): ConsoleDoor {
  const token = secret();
  const tickets = new Set<string>();
  const server = createServer({ maxHeaderSize: HEAD_BYTES }, (req, res) => {
    const port = req.socket.localPort ?? 0;
    const names = [`${CONSOLE_ADDRESS}:${port}`, `localhost:${port}`];
    if (!names.includes(req.headers.host ?? "")) return refuse(res, 421, "This is the console of this computer alone.");
    const { origin } = req.headers;
    if (origin !== undefined && !names.includes(origin.replace(/^http:\/\//, ""))) return refuse(res, 403, "Another page asks.");
    const url = new URL(req.url ?? "/", `http://${names[0]}`);
    const shown = url.searchParams.get("token");
    if (url.pathname === "/" && shown !== null) {
      if (!same(shown, token) && !tickets.delete(shown)) return refuse(res, 403, ASK);
      return welcome(res, `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`);
    }
    if (!cookies(req).some(([name, value]) => name === cookieName(port) && same(value, token))) return refuse(res, 403, ASK);
    pass(req, res, socket());
  });
  const address = (port: number, its: string): string => `http://${CONSOLE_ADDRESS}:${port}/?token=${its}`;
  const once = (port: number): string => {
    const ticket = secret();
    tickets.add(ticket);
    return address(port, ticket);
  };
  return { server, url: (port) => address(port, token), once };
}

const ASK = "Open the address that `bartizan console` has printed: it holds the token that lets you in.";

const secret = (): string => randomBytes(24).toString("base64url");

/** Cookies do not tell ports apart, and two consoles may be open. */
const cookieName = (port: number): string => `bartizan-console-${port}`;

function same(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function cookies(req: IncomingMessage): readonly (readonly [name: string, value: string])[] {
  return (req.headers.cookie ?? "").split(";").map((it) => {
    const [name = "", value = ""] = it.trim().split("=", 2);
    return [name, value];
  });
}

const PLAIN = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff" };

function refuse(res: ServerResponse, status: number, words: string): void {
  res.writeHead(status, { ...PLAIN, "Content-Type": "text/plain; charset=utf-8" }).end(`${words}\n`);
}

/** Not a redirect: a browser that came from elsewhere would not send the cookie along with it (SameSite=Strict). */
function welcome(res: ServerResponse, cookie: string): void {
  const headers = {
    ...PLAIN,
    "Set-Cookie": cookie,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'",
  };
  res.writeHead(200, headers).end('<!doctype html><title>Console</title><meta http-equiv="refresh" content="0;url=/">\n');
}

/** To the monitor as it came, but for the cookie, which is no business of its. */
function pass(req: IncomingMessage, res: ServerResponse, socketPath: string): void {
  const { cookie: _, ...headers } = req.headers;
  const far = request({ socketPath, method: req.method, path: req.url, headers: { ...headers, host: "localhost" } }, (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(res);
    answer.once("error", () => res.destroy());
  });
  // Nobody answers while a tunnel that was lost is dug again; the page says so.
  far.once("error", () => (res.headersSent ? res.destroy() : refuse(res, 502, "The monitor cannot be reached at the moment.")));
  res.once("close", () => far.destroy());
  req.pipe(far);
}
