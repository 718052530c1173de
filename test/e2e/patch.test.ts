import { afterAll, beforeAll, expect, it } from "vitest";
import { patched, patchUnderLoad, publish } from "./support/patching.ts";
import { Site } from "./support/site.ts";

const HOSTS = ["lb1", "srv1", "srv2"];
const BALANCER = "203.0.113.10";
/** What serves: the programs, and a library that all of them run from. */
const SERVING = ["haproxy", "libpcre2-8-0", "mariadb-server", "mariadb-server-core", "nginx"];
/** What nobody runs from; and what is installed on the balancer, as on every machine of the lab, but runs on the servers alone. */
const HARMLESS = "less";
const IDLE = ["mariadb-server", "mariadb-server-core"];

let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace('name: "foobar"', 'name: "patching"')
      .replace('runs: ["balancer"]', 'runs: ["balancer", "monitor"]')
      .replace(/ +mon1: .*\n/, ""),
  );
  await site.up();
  await publish(site, HOSTS, "", [...SERVING, HARMLESS]);
});
afterAll(() => site.remove());

const startOf = (host: string, unit: string): Promise<string> => site.on(host, `systemctl show -p ExecMainStartTimestampMonotonic ${unit}`);

it("leaves to the operator what serves runs from, and installs the rest by itself", async () => {
  const before = await startOf("lb1", "haproxy");
  await site.on("lb1", "systemctl start apt-daily-upgrade.service");
  expect(await patched(site, "lb1", [...SERVING, HARMLESS])).toEqual([HARMLESS, ...IDLE]);
  expect(await startOf("lb1", "haproxy")).toBe(before);
  expect(await site.on("lb1", "cat /etc/apt/apt.conf.d/61bartizan-in-use")).toMatch(/"libpcre2-8-0\$";\n/);
});

it("shows what it would do, and does nothing", async () => {
  const result = await site.bartizan(["patch", "--lab", "--plan"]);
  expect([result.code, result.stderr]).toEqual([0, ""]);
  expect(result.stdout).toContain("lb1: 3 security updates\n");
  expect(result.stdout).toContain("srv1: 6 security updates\n");
  expect(result.stdout).toContain("order: srv2; lb1; the primary moves from srv1 to srv2, in the file, too; srv1\n");
  expect(await patched(site, "srv2", SERVING)).toEqual([]);
});

it("patches one host after the other under load, a machine started anew among them, without a failed request", async () => {
  await site.on("srv1", "touch /run/reboot-required");
  const boot = await site.on("srv1", "cat /proc/sys/kernel/random/boot_id");
  const { code, said, load } = await patchUnderLoad(site, BALANCER);
  expect([code, code === 0 ? "" : said]).toEqual([0, ""]);
  expect(load).toMatchObject({ failed: 0, failures: [] });
  expect(load.sent).toBeGreaterThan(200);
  for (const host of HOSTS)
    expect([host, await patched(site, host, [...SERVING, HARMLESS])]).toEqual([host, [...SERVING, HARMLESS].sort()]);
  expect(await site.on("srv1", "cat /proc/sys/kernel/random/boot_id")).not.toBe(boot);
  expect(site.config).toContain('primary: "srv2"');
  // Whatever the package brought, the host has what the file says.
  expect(await site.on("lb1", "tail -n 1 /etc/haproxy/haproxy.cfg")).not.toContain("by the package");
  process.stdout.write(
    `patched under ${load.sent} requests: p99 ${load.p99} ms, longest ${load.max} ms, nobody served for ${load.gap} ms\n`,
  );
});

it("finds nothing to do afterwards, and neither does `up`", async () => {
  const result = await site.bartizan(["patch", "--lab"]);
  expect([result.code, result.stderr, result.stdout]).toEqual([0, "", "no security updates to install (3 hosts)\n"]);
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
});

it("stops at the first host that does not get well, and leaves the others as they are", async () => {
  await publish(site, HOSTS, "+broken", ["nginx"]);
  const { code, said, load } = await patchUnderLoad(site, BALANCER);
  expect(code).toBe(1);
  expect(said).toContain("nginx.service");
  const broken = await Promise.all(["srv1", "srv2"].map((host) => patched(site, host, ["nginx"])));
  expect(broken.flat().sort()).toEqual(["nginx", "nginx+broken"]);
  expect(load).toMatchObject({ failed: 0, failures: [] });
});
