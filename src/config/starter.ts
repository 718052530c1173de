import type { InfrastructureConfig } from "../language/config.ts";

/** What `bartizan init` asks for. */
export interface Answers {
  readonly name: string;
  readonly domain: string;
  /** Hosts that run the web server and the app. */
  readonly servers: number;
  /** CIDR range from which SSH is let in. */
  readonly admin: string;
  readonly database: boolean;
}

/** More servers than that want addresses that somebody thought about. */
export const MOST_SERVERS = 100;

/** The config that a project starts from: a balancer, the servers, a monitor. Addresses are those of the lab. */
export function starterConfig(answers: Answers): InfrastructureConfig {
  const servers = Array.from({ length: answers.servers }, (_, index) => {
    const databases = answers.database && index < 2;
    const runs = databases ? (["web", "app", "database"] as const) : (["web", "app"] as const);
    return [`srv${index + 1}`, { address: `10.77.0.${101 + index}`, runs }] as const;
  });
  return {
    name: answers.name,
    domain: answers.domain,
    hosts: {
      lb1: { address: "10.77.0.10", publicAddress: "203.0.113.10", runs: ["balancer"] },
      ...Object.fromEntries(servers),
      mon1: { address: "10.77.0.20", runs: ["monitor"] },
    },
    tls: { certificate: "internal", terminateAt: "balancer" },
    app: { source: "./app", packages: ["nodejs"], command: "node server.js", health: "/up", static: "public" },
    ...(answers.database ? { database: { engine: "mariadb", topology: "primary-replica", primary: "srv1" } as const } : {}),
    firewall: { admin: [answers.admin] },
  };
}

/** The same config as the text of a file, with a few words for whoever reads it first. */
export function starterConfigText(answers: Answers): string {
  const { name, domain, hosts, tls, app, database, firewall } = starterConfig(answers);
  const section = (key: string, value: unknown, indent = "  "): string => `${indent}${key}: ${literal(value)},`;
  return [
    'import { defineInfrastructure } from "bartizan";',
    "",
    "export default defineInfrastructure({",
    section("name", name),
    section("domain", domain),
    "  // The addresses are those of the lab on this computer. For real servers write theirs, and leave --lab away.",
    "  hosts: {",
    ...Object.entries(hosts).map(([host, it]) => section(host, it, "    ")),
    "  },",
    section("tls", tls),
    "  app: {",
    ...Object.entries(app ?? {}).map(([key, value]) => section(key, value, "    ")),
    "  },",
    ...(database === undefined ? [] : [section("database", database)]),
    "  // From here SSH is let in; from nowhere else.",
    section("firewall", firewall),
    "});",
    "",
  ].join("\n");
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${key}: ${literal(member)}`)
    .join(", ")} }`;
}

/** `app/server.js`: a server without dependencies that shows which host answers. */
export const STARTER_SERVER = `"use strict";

const http = require("node:http");
const net = require("node:net");

// Bartizan sets PORT and HOST; with \`listen: "socket"\` systemd hands over a listening socket as file descriptor 3.
const listen = process.env.LISTEN_FDS === "1" ? { fd: 3 } : { port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? "127.0.0.1" };
const name = process.env.SERVER_NAME ?? require("node:os").hostname();

/** Whether the database takes connections; undefined when there is none. */
function databaseAnswers() {
  const { DATABASE_HOST: host, DATABASE_PORT: port } = process.env;
  if (host === undefined || port === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const socket = net.connect({ host, port: Number(port), timeout: 1000 });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => end(true));
    socket.on("timeout", () => end(false));
    socket.on("error", () => end(false));
  });
}

async function page() {
  const database = await databaseAnswers();
  const line = database === undefined ? "" : \`<p>The database \${database ? "answers" : "does not answer"}.</p>\`;
  return \`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>It works</title>
<link rel="stylesheet" href="/style.css">
<h1>It works</h1>
<p>This page was made by <strong>\${name}</strong>. Reload it to meet the others.</p>
\${line}
</html>
\`;
}

const server = http.createServer(async (request, response) => {
  const pathname = (request.url ?? "/").split("?")[0];
  // The balancer asks here whether this instance can serve.
  if (pathname === "/up") return response.writeHead(200, { "content-type": "text/plain" }).end("up\\n");
  if (pathname !== "/") return response.writeHead(404, { "content-type": "text/plain" }).end("not found\\n");
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "x-served-by": name }).end(await page());
});

server.listen(listen);

// A stop lets the requests that are under way finish.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => server.close(() => process.exit(0)));
`;

/** `app/public/style.css`: served by the web server itself. */
export const STARTER_STYLE = `body {
  max-width: 40rem;
  margin: 20vh auto;
  padding: 0 1rem;
  font: 1.25rem/1.5 system-ui, sans-serif;
  color: #222;
  background: #fdfdfb;
}
`;

/** What Bartizan keeps beside the config (a CA's key, passwords) belongs into no repository. */
export const STARTER_IGNORED = ".bartizan/";

/** A name made from a folder's, for a start. */
export function nameFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 31)
    .replace(/-$/, "");
  return name === "" ? "site" : name;
}
