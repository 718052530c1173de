import { afterAll, beforeAll, expect, it } from "vitest";
import { Site } from "./support/site.ts";

// The whiteboard as `fix` leaves it: everything that is mended by an edit of the file alone.
let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) => it.replace('name: "foobar"', 'name: "sealed"'));
  const fixed = await site.bartizan(["fix", "--write"]);
  expect(fixed.stdout + fixed.stderr, "fix").toContain('upstream: "verified"');
  await site.up();
});
afterAll(() => site.remove());

/** A request to the web server of srv1 as somebody on this host makes it, with these words for curl(1). */
const from = (host: string, words = "") =>
  site.try(
    host,
    `curl -sS -m 5 --resolve srv1:443:10.77.0.11 --cacert /etc/bartizan/pki/ca.crt ${words} -o /dev/null -w '%{http_code} %{ssl_verify_result}' https://srv1/up`,
  );
const shown = (name: string): string => `--cert /etc/bartizan/pki/${name}.crt --key /etc/bartizan/pki/${name}.key`;

it("brings up what fix has written, and up again changes nothing", async () => {
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  const servers = new Set<string | undefined>();
  for (let i = 0; i < 10; i += 1) servers.add((await site.ask("/entries.json")).server);
  expect([...servers].sort()).toEqual(["srv1", "srv2"]);
});

it("has web servers that answer balancers alone, and balancers that verify whom they ask", async () => {
  expect((await from("lb1", shown("upstream"))).stdout).toBe("200 0");
  // Without a certificate nginx says so (400); one for another purpose is of the same CA and still nobody's here.
  expect((await from("lb1")).stdout).toBe("400 0");
  expect((await from("lb1", shown("metrics"))).stdout).toBe("403 0");
  expect((await from("lb1", `${shown("upstream")} --tls-max 1.2`)).code).not.toBe(0);
  const plain = await site.try("lb1", "curl -sS -m 3 -o /dev/null http://10.77.0.11/up");
  expect(plain.code).not.toBe(0);
});

it("takes a server that shows another host's certificate out of service", async () => {
  const state = (): Promise<string> =>
    site.on("lb1", "echo 'show stat' | socat - /run/haproxy/admin.sock | awk -F, '$1 == \"site_read\" && $2 == \"srv1\" { print $18 }'");
  expect((await state()).trim()).toBe("UP");
  await site.on("srv1", "cd /etc/bartizan/pki && cp -p web.crt web.crt.kept && cp -p web.key web.key.kept");
  try {
    const foreign = (await site.on("srv2", "tar -C /etc/bartizan/pki -cf - web.crt web.key | base64 -w0")).trim();
    await site.on("srv1", `echo ${foreign} | base64 -d | tar -C /etc/bartizan/pki -xf - && nginx -s reload`);
    for (let i = 0; i < 50 && !(await state()).startsWith("DOWN"); i += 1) await new Promise((done) => setTimeout(done, 200));
    expect((await state()).trim()).toBe("DOWN");
    expect((await site.ask("/entries.json")).server).toBe("srv2");
  } finally {
    await site.on("srv1", "cd /etc/bartizan/pki && mv web.crt.kept web.crt && mv web.key.kept web.key && nginx -s reload");
  }
});
