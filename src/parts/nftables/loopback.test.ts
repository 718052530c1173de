import { expect, it } from "vitest";
import { sending } from "../../../test/fixtures/sending.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { compile } from "../../catalog/compile.ts";
import { PORTS } from "../../model/ports.ts";
import { redacted } from "../../util/content.ts";
import { loopbackRules } from "./loopback.ts";

it("closes each port to all but root, the accounts that have business there, and people where they may look", () => {
  const text = loopbackRules([
    { port: 8429, accounts: ["vmagent"] },
    { port: 9100, accounts: ["vmagent"] },
    { port: 8428, accounts: ["vmalert", "www-data"], people: true },
  ]);
  expect(text.match(/tcp dport .*/g)).toEqual([
    'tcp dport { 8429, 9100 } meta skuid != { root, vmagent } counter name "refused" reject with tcp reset',
    'tcp dport { 8428 } meta skuid != { root, vmalert, www-data, 1000-59999 } counter name "refused" reject with tcp reset',
  ]);
});

/** These ask who comes: the database for a password. A release that is tried is the app, as the one that serves is. */
const ASK = new Set<number>([PORTS.loopback.databaseProxy, PORTS.loopback.appTrial]);

it.each([
  ["whiteboard", whiteboard],
  ["sending", sending],
])("no port on loopback of %s is open to everybody that asks nobody who they are", (_, infra) => {
  const ports = Object.values(PORTS.loopback).filter((port) => !ASK.has(port));
  for (const [host, { resources }] of compile(infra, { caCertificate: "", groupCertificate: "", siteCertificate: "" })) {
    const files = new Map(resources.flatMap((it) => (it.kind === "file" ? [[it.path, redacted(it.content)] as const] : [])));
    const listens = ports.filter((port) =>
      [...files].some(
        ([path, text]) =>
          path !== "/etc/bartizan/loopback.nft" && new RegExp(`(listen|bind|[aA]ddr(ess)?=)\\s*127\\.0\\.0\\.1:${port}\\b`).test(text),
      ),
    );
    expect(listens.length, host).toBeGreaterThan(1);
    const closed = [...(files.get("/etc/bartizan/loopback.nft") ?? "").matchAll(/tcp dport \{ (.*?) \}/g)].flatMap((it) =>
      (it[1] ?? "").split(", ").map(Number),
    );
    expect(
      listens.filter((port) => !closed.includes(port)),
      host,
    ).toEqual([]);
  }
});
