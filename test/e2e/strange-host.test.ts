import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { packagesOf } from "../../src/catalog/compile.ts";
import { loadInfrastructure } from "../../src/config/load.ts";
import { labUp } from "../../src/lab/lab.ts";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";

// A server that was somebody's before: leased addresses, cloud-init, and a container behind a published port (support/strange-host.sh).
const HOSTS = `hosts: {
    one: { address: "10.77.0.10", publicAddress: "203.0.113.10", closes: [9081], runs: ["balancer", "web", "app", "database", "monitor"] },
  },
  flows: [{ service: "wiki", from: "anyone", to: "one", port: 9080, encryption: "none", purpose: "The wiki in a container." }],`;
const THERE = ["aardvark-dns", "cloud-init", "crun", "dnsmasq-base", "fish", "netavark", "podman", "sudo"]
  .map((it) => `"${it}"`)
  .join(", ");

let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace('name: "foobar"', 'name: "strange"')
      .replace(/hosts: \{.*?\n {2}\},/s, HOSTS)
      .replace('packages: ["nodejs"]', `packages: ["nodejs", ${THERE}]`)
      .replace('primary: "srv1"', 'primary: "one"'),
  );
  const { infra } = await loadInfrastructure(undefined, site.dir);
  await labUp(infra, { id: site.id, packages: packagesOf(infra) });
  await site.on("one", "cat >/root/prepare && sh /root/prepare", {
    stdin: readFileSync(join(import.meta.dirname, "support/strange-host.sh"), "utf8"),
  });
  await boot();
  await site.on("client", "systemd-run -q --unit=outside socat TCP-LISTEN:7777,fork,reuseaddr EXEC:'echo outside'");
});
afterAll(() => site.remove());

/** Boots the machine, and waits until it is what it was: cloud-init is done, and has written /etc/hosts. */
async function boot(): Promise<void> {
  const bootId = (): Promise<string> =>
    site.try("one", "cat /proc/sys/kernel/random/boot_id; systemctl show -p UserspaceTimestampMonotonic --value").then((it) => it.stdout);
  const before = await bootId();
  await site.try("one", "systemctl reboot");
  await until("another boot", 90, async () => ((await bootId()) !== before ? true : undefined));
  await until("cloud-init", 90, async () => ((await site.try("one", "cloud-init status")).stdout === "status: done\n" ? true : undefined));
}

/** What somebody in the internet gets from a port of the host. */
const fromOutside = async (address: string, port: number): Promise<string> =>
  (await site.try("client", `socat -T3 TCP:${address}:${port},connect-timeout=3 STDOUT`)).stdout.trim();

/** All that the machine could do before Bartizan came, and what a host of Bartizan's does besides. */
async function isWell(): Promise<void> {
  await until("the container", 30, async () => ((await fromOutside("203.0.113.10", 9080)) === "wiki" ? true : undefined));
  expect(await site.on("one", "podman exec wiki socat -T3 TCP:203.0.113.100:7777,connect-timeout=3 STDOUT")).toBe("outside\n");
  expect(await site.on("one", "podman exec wiki getent hosts wiki")).toContain("wiki");
  // Given away and asked for anew: both families, from servers that the kernel takes for nobody who was asked.
  await site.on("one", "networkctl down uplink0 && ip addr flush dev uplink0 && networkctl up uplink0");
  await expect
    .poll(() => site.on("one", "ip -br addr show uplink0"), { timeout: 60_000, interval: 500 })
    .toMatch(/ 192\.0\.2\.5\d\/.* 2001:db8:15b::5\w\/128/);
}

async function isSecured(): Promise<void> {
  expect(await fromOutside("203.0.113.10", 9081)).toBe("");
  await site.on("client", "ip route replace 10.89.0.0/24 via 203.0.113.10 && ip route replace 10.77.0.1 via 203.0.113.10");
  expect(await fromOutside("10.89.0.2", 80)).toBe("");
  // The machine passes packets on by now. Nobody but its containers may use that.
  expect((await site.try("client", "ping -c 1 -W 1 10.77.0.1")).code).not.toBe(0);
  await site.on("client", "ip route del 10.89.0.0/24 && ip route del 10.77.0.1");
  expect(await site.on("one", "getent ahostsv4 database.internal | head -n 1")).toMatch(/^127\.0\.0\.1 /);
  expect(await site.on("one", 'getent hosts one && getent hosts "$(uname -n)"')).toMatch(/^10\.77\.0\.10 .*\n.*vm-4711/);
  expect(await site.on("one", "sudo -n id -un 2>&1")).toBe("root\n");
  expect(await site.on("one", "grep -c manage_etc_hosts /etc/hosts; grep -c ip6-allrouters /etc/hosts")).toBe("2\n1\n");
  expect(await site.on("one", "sshd -T | grep -i ^passwordauthentication; cat /etc/ssh/sshd_config.d/50-cloud-init.conf")).toBe(
    "passwordauthentication no\nPasswordAuthentication yes\n",
  );
  await until("the site", 60, async () => ((await site.ask("/entries.json")).status === 200 ? true : undefined));
}

it("is as strange as it is meant to be", async () => {
  await isWell();
  expect(await fromOutside("203.0.113.10", 9081)).toBe("hidden");
  expect(await site.on("one", "uname -n; sshd -T | grep -i ^passwordauthentication")).toBe("vm-4711\npasswordauthentication yes\n");
});

it("stays on its network through up, and so do its containers; what no flow declares is closed", async () => {
  await site.on("one", "echo '192.0.2.99 printer # by hand' >>/etc/hosts");
  await site.up();
  await isWell();
  await isSecured();
  expect(await site.on("one", "getent hosts printer")).toContain("192.0.2.99");
});

it("and through a boot, in which cloud-init writes /etc/hosts anew", async () => {
  await boot();
  await isWell();
  await isSecured();
});

it("has nothing to be done by up again, whatever root's login shell is and says", async () => {
  await site.on(
    "one",
    "mkdir -p /root/.config/fish && printf 'echo -n WELCOME' >/root/.config/fish/config.fish && usermod --shell /usr/bin/fish root",
  );
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  expect((await site.bartizan(["exec", "one", "--lab", `echo "it's me!" | tr a-z A-Z`])).stdout).toContain("IT'S ME!");
});
