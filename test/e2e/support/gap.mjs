// How long a site is away: `gap.mjs ADDRESS DOMAIN CA SECONDS` (run it inside the lab's network) asks for /up every 50 ms, each time
// on a connection of its own. Prints one JSON line; `longest` is the most seconds between two answers.
import { readFileSync } from "node:fs";
import { request } from "node:https";

const [, , host, domain, ca, secondsText] = process.argv;
const options = { host, port: 443, servername: domain, path: "/up", headers: { host: domain }, agent: false, ca: readFileSync(ca) };
const end = performance.now() + Number(secondsText) * 1000;
let last = performance.now();
let longest = 0;
let answers = 0;
let failed = 0;
let pending = 0;

function ask() {
  pending += 1;
  let over = false;
  const done = (good) => {
    if (over) return;
    over = true;
    pending -= 1;
    if (!good) {
      failed += 1;
      return;
    }
    answers += 1;
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const req = request(options, (res) => {
    res.resume();
    res.on("end", () => done(res.statusCode === 200));
  });
  req.setTimeout(1000, () => req.destroy(new Error("timeout")));
  req.on("error", () => done(false));
  req.end();
}

const timer = setInterval(() => {
  if (performance.now() < end) return ask();
  if (pending > 0) return;
  clearInterval(timer);
  longest = Math.max(longest, end - last);
  process.stdout.write(`${JSON.stringify({ answers, failed, longest: longest / 1000 })}\n`);
}, 50);
