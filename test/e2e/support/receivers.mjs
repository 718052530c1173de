// Receives alerts on a lab machine: every call over HTTPS is a line in calls.jsonl beside this file.
import { appendFileSync, readFileSync } from "node:fs";
import { createServer } from "node:https";

const [, , folder] = process.argv;
const tls = { key: readFileSync(`${folder}/key.pem`), cert: readFileSync(`${folder}/cert.pem`) };
createServer(tls, (request, response) => {
  let text = "";
  request.on("data", (piece) => {
    text += piece;
  });
  request.on("end", () => {
    const at = Date.now() / 1000;
    appendFileSync(`${folder}/calls.jsonl`, `${JSON.stringify({ at, path: request.url, body: JSON.parse(text) })}\n`);
    response.end();
  });
}).listen(9443);
