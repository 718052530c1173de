// A load of known size, in a process of its own (run it inside the lab's network): `load.mjs URL-ADDRESS DOMAIN CA RATE SECONDS
// [WRITE-SHARE [KEY-PREFIX]]`. SIGTERM ends it early. Requests start at even intervals whatever the answers take (open model). With a
// prefix each write carries an idempotency key, which is also its message. Prints one JSON line; `acknowledged` has the keys' numbers.
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";

const [, , address, domain, ca, rateText, secondsText, writeShare = "0", prefix = ""] = process.argv;
const rate = Number(rateText);
let total = rate * Number(secondsText);
// Told to end, it sends no more and waits for what is under way.
process.once("SIGTERM", () => {
  total = sent;
});
// Node heeds the balancer's Keep-Alive only beside a timeout of its own; without, it may send on a connection that is just being closed.
const agent = new Agent({ keepAlive: true, timeout: 5_000, maxSockets: 64 });
const times = [];
/** The longest time between two answers that are no failures, milliseconds: how long nobody was served. */
let gap = 0;
let last = performance.now();
const statuses = {};
const acknowledged = [];
/** What went wrong, the first of it: enough to find it in the logs. */
const failures = [];
let failed = 0;
let sent = 0;
let pending = 0;

function one(index) {
  const write = (index * 0.618034) % 1 < Number(writeShare);
  const message = prefix === "" ? `number ${index}` : `${prefix}${index}`;
  const body = write ? JSON.stringify({ author: "load", message }) : undefined;
  const started = performance.now();
  pending += 1;
  const headers = {
    host: domain,
    ...(write ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) } : {}),
    ...(write && prefix !== "" ? { "idempotency-key": message } : {}),
  };
  const fails = (why) => {
    failed += 1;
    if (failures.length >= 10) return;
    failures.push({
      at: new Date().toISOString(),
      method: req.method,
      why,
      ms: Math.round(performance.now() - started),
      port: req.socket?.localPort,
      reused: req.reusedSocket,
    });
  };
  const req = request(
    {
      host: address,
      port: 443,
      servername: domain,
      path: write ? "/entries" : "/entries.json",
      method: write ? "POST" : "GET",
      headers,
      agent,
    },
    (res) => {
      res.resume();
      res.on("end", () => {
        times.push(performance.now() - started);
        statuses[res.statusCode] = (statuses[res.statusCode] ?? 0) + 1;
        if (res.statusCode >= 400) fails(`status ${res.statusCode} of ${res.headers["x-served-by"] ?? "nobody"}`);
        else {
          const now = performance.now();
          gap = Math.max(gap, now - last);
          last = now;
          if (write && prefix !== "") acknowledged.push(index);
        }
        pending -= 1;
      });
    },
  );
  req.on("error", (error) => {
    fails(error.code ?? error.message);
    pending -= 1;
  });
  req.setTimeout(20_000, () => req.destroy(new Error("timeout")));
  req.end(body);
}

if (ca === "-") agent.options.rejectUnauthorized = false;
else agent.options.ca = readFileSync(ca);
const begin = performance.now();
const timer = setInterval(() => {
  const due = Math.min(total, Math.floor(((performance.now() - begin) / 1000) * rate));
  while (sent < due) one(sent++);
  if (sent >= total && pending === 0) {
    clearInterval(timer);
    agent.destroy();
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
    const seconds = (performance.now() - begin) / 1000;
    process.stdout.write(
      `${JSON.stringify({
        sent,
        failed,
        statuses,
        failures,
        seconds,
        rate: sent / seconds,
        p50: at(0.5),
        p99: at(0.99),
        max: times.at(-1),
        gap,
        ...(prefix === "" ? {} : { acknowledged }),
      })}\n`,
    );
  }
}, 5);
