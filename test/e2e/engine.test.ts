import { beforeAll, expect, it } from "vitest";
import { frame } from "../../src/state/script-frame.ts";
import { text } from "../../src/util/content.ts";
import { until } from "./support/command.ts";
import { convergeWith } from "./support/engine.ts";
import { sharedWhiteboard } from "./support/shared.ts";
import type { Site } from "./support/site.ts";

let site: Site;
beforeAll(async () => {
  site = await sharedWhiteboard();
});

/** Everything on a host that a run could change: digests of files, states of units, the rules. */
const snapshot = (host: string): Promise<string> =>
  site.on(
    host,
    "find /etc /usr/local /srv -xdev -type f ! -name '*.lock' -exec sha256sum {} + | sort -k2; find /etc /srv -xdev -type l -printf '%p %l\\n' | sort; systemctl show -p Id,ActiveState,UnitFileState,ExecMainStartTimestampMonotonic haproxy nginx mariadb ssh; nft -s -t list ruleset; cat /var/lib/bartizan/manifest",
  );

it("leaves a host as it was when a checker refuses a generated file, and gives the checker's words", async () => {
  const before = await snapshot("lb1");
  const run = convergeWith(site, {
    only: ["lb1"],
    resource: (it) => {
      if (it.kind !== "file") return it;
      if (it.path === "/etc/haproxy/haproxy.cfg")
        return { ...it, content: text`${it.content}\nfrontend broken\n\tbind 127.0.0.1:9\n\tno-such-keyword here\n` };
      // A second file, perfectly fine: it must not be replaced either.
      return it.path === "/etc/bartizan/hosts" ? { ...it, content: text`${it.content}192.0.2.9 innocent\n` } : it;
    },
  });
  await expect(run).rejects.toThrow(
    /BZ_CONFIG_REFUSED at lb1[\s\S]*found: {3}change \/etc\/haproxy\/haproxy\.cfg[\s\S]*unknown keyword 'no-such-keyword'/,
  );
  expect(await snapshot("lb1")).toBe(before);
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});

it("puts the old firewall back when the new one would lock the operator out", async () => {
  const rules = (): Promise<string> => site.on("srv2", "nft -s -t list table inet bartizan; sha256sum /etc/bartizan/firewall.nft");
  const before = await rules();
  const run = convergeWith(site, { only: ["srv2"], infra: (infra) => ({ ...infra, firewall: { admin: ["192.0.2.0/24"] } }) });
  await expect(run).rejects.toThrow(/BZ_SSH_UNREACHABLE at srv2/);
  expect((await site.try("srv2", "true", { timeoutMs: 3000 })).code).not.toBe(0);
  const { seconds } = await until("the old rules", 60, async () =>
    (await site.try("srv2", "true", { timeoutMs: 3000 })).code === 0 ? true : undefined,
  );
  expect(seconds).toBeLessThan(50);
  expect(await rules()).toBe(before);
  // sshd was told of the other range as well; that is put right by the next run.
  await site.up();
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});

it("keeps two operators apart, and does not wait for one that died", async () => {
  const lock = "/var/lib/bartizan/lock";
  await site.on("srv1", `echo "other-run alice@elsewhere 4711 $(($(date +%s) + 300))" >${lock}; echo '#' >>/etc/bartizan/hosts`);
  const refused = await site.bartizan(["up", "--lab"]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    /BZ_HOST_LOCKED at srv1[\s\S]*alice@elsewhere \(process 4711\) works on it; the lock expires in (29\d|300) s/,
  );
  expect(await site.on("srv1", "tail -1 /etc/bartizan/hosts")).toBe("#\n");
  await site.on("srv1", `echo "other-run alice@elsewhere 4711 $(($(date +%s) - 1))" >${lock}`);
  expect((await site.up()).at(-1)).toMatchObject({ changed: 1 });
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});

it("ends what runs on a host when whoever waits for it is gone", async () => {
  const line = "mkdir -p /run/framed && cat >/run/framed/run && exec sh /run/framed/run";
  const killed = await site.try("srv1", line, { stdin: frame(["begin 0", "sleep 4711"]), timeoutMs: 4000 });
  expect(killed.stdout).toContain("@start 0");
  const { seconds } = await until("the end of the script", 20, async () =>
    (await site.try("srv1", "pgrep -f '^sleep 4711$'")).code === 1 ? true : undefined,
  );
  expect(seconds).toBeLessThan(10);
});

it("refuses to act on a plan that somebody else has overtaken", async () => {
  await site.on("srv1", "echo '#' >>/etc/bartizan/hosts");
  const run = convergeWith(site, {
    only: ["srv1"],
    resource: (it) => (it.kind === "command" ? { ...it, check: text`echo overtaken >/var/lib/bartizan/generation\n${it.check}` } : it),
  });
  await expect(run).rejects.toThrow("BZ_HOST_CHANGED at srv1");
  expect(await site.on("srv1", "tail -1 /etc/bartizan/hosts")).toBe("#\n");
  await site.up();
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});

it("installs a missing package from Debian without starting its daemon, and names one that Debian does not know", async () => {
  const run = convergeWith(site, {
    only: ["mon1"],
    resource: (it) => (it.kind === "package" && it.name === "nginx" ? { ...it, name: "no-such-package" } : it),
  });
  await expect(run).rejects.toThrow(/BZ_PACKAGE_UNKNOWN at package no-such-package/);
  expect(await site.on("mon1", "ls /usr/sbin/policy-rc.d 2>&1; true")).toContain("No such file");
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});
