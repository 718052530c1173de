// Uses the running whiteboard as a visitor would, and says what was seen: certificate, both servers, an entry through the one
// read through the other. Called by `npm run demo` after `up`; argument: a file with the last event of `up --json`.
import { readFileSync } from "node:fs";
import { request } from "node:https";

const [, , eventFile, domain = "www.foobar.com"] = process.argv;
const done = readFileSync(eventFile, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .findLast((event) => event.type === "done");
const { https, caFile } = done;
const ca = readFileSync(caFile);

function ask(path, { method = "GET", body } = {}) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const req = request(
      { host: https.address, port: https.port, servername: domain, ca, path, method, headers: { host: domain, ...headers }, agent: false },
      (res) => {
        let text = "";
        res.setEncoding("utf8");
        res.on("data", (chunk) => {
          text += chunk;
        });
        res.on("end", () =>
          resolve({
            status: res.statusCode,
            server: res.headers["x-served-by"],
            text,
            issuer: res.socket.getPeerCertificate?.().issuer?.CN,
          }),
        );
      },
    );
    req.on("error", reject);
    req.setTimeout(10_000, () => req.destroy(new Error("no answer within 10 s")));
    req.end(body);
  });
}

const failWith = (what) => {
  console.error(`\nThe demo did not see what it should: ${what}`);
  process.exit(1);
};

const first = await ask("/");
if (first.status !== 200) failWith(`https://${domain}/ answered ${first.status}`);
console.log(`\nhttps://${domain} answers 200; its certificate was verified against the infrastructure's CA`);

const servers = new Set();
for (let i = 0; i < 12; i += 1) servers.add((await ask("/entries.json")).server);
if (servers.size < 2) failWith(`only ${[...servers].join(", ")} took requests`);
console.log(`requests are served in turn by ${[...servers].sort().join(" and ")}`);

const words = `Hello from the demo, ${new Date().toISOString()}`;
const written = await ask("/entries", { method: "POST", body: JSON.stringify({ author: "demo", message: words }) });
if (written.status >= 400) failWith(`writing an entry answered ${written.status}: ${written.text.slice(0, 200)}`);
let other;
for (let i = 0; i < 20 && other === undefined; i += 1) {
  const read = await ask("/entries.json");
  if (read.server !== written.server && read.text.includes(words)) other = read.server;
}
if (other === undefined) failWith("the entry could not be read through another server");
console.log(`a guest-book entry was written through ${written.server} and read through ${other}`);
