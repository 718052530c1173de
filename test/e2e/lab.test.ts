import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packagesOf } from "../../src/catalog/compile.ts";
import { limitsHere } from "../../src/lab/cgroups.ts";
import { makeRoom } from "../../src/lab/inotify.ts";
import {
  cutMachine,
  killMachine,
  type LabStep,
  labAccess,
  labDown,
  labState,
  labTrust,
  labUp,
  ownViewHere,
  reconnectMachine,
  runDoctor,
  startMachine,
} from "../../src/lab/lab.ts";
import { waitForLogin } from "../../src/lab/machine.ts";
import { labProcesses } from "../../src/lab/processes.ts";
import type { Infrastructure } from "../../src/model/infrastructure.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";
import { command, type Result, until } from "./support/command.ts";
import { difference, footprint } from "./support/footprint.ts";

const ONE = "e2elab-000001";
const TWO = "e2elab-000002";
const UP = fileURLToPath(new URL("support/lab-up.mjs", import.meta.url));
// The image of the whole whiteboard, as the other end-to-end tests need it anyway.
const packages = packagesOf(whiteboard);

const only = (...names: readonly string[]): Infrastructure => ({
  ...whiteboard,
  hosts: whiteboard.hosts.filter((host) => names.includes(host.name)),
});

const steps: LabStep[] = [];
const up = (id: string, ...names: readonly string[]): Promise<unknown> =>
  labUp(only(...names), { id, packages, onEvent: (step) => steps.push(step) });

function tryOn(id: string, machine: string, line: string): Promise<Result> {
  const access = labAccess(id);
  if (access === undefined) throw new Error(`${id} is not up`);
  const [program = "", ...words] = access.enter;
  return command(program, [...words, "ssh", "-F", access.sshConfig, "-o", "BatchMode=yes", machine, line], { timeoutMs: 30_000 });
}

async function on(id: string, machine: string, line: string): Promise<string> {
  const result = await tryOn(id, machine, line);
  if (result.code !== 0) throw new Error(`${machine}: ${line}\nstatus ${result.code}\n${result.stdout}${result.stderr}`);
  return result.stdout.trim();
}

function inLab(id: string, ...words: readonly string[]): Promise<Result> {
  const [program = "", ...rest] = labAccess(id)?.enter ?? [];
  return command(program, [...rest, ...words]);
}

async function inits(id: string): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await labProcesses(id)).filter((it) => it.isInit).map((it) => [it.machine, it.pid]));
}

let before: readonly string[] = [];

beforeAll(async () => {
  await Promise.all([ONE, TWO].map(labDown));
  before = await footprint();
  await up(ONE, "lb1", "srv1");
});

afterAll(async () => {
  await Promise.all([ONE, TWO].map(labDown));
});

describe("a lab", () => {
  test("is up: every machine of the file, and the client", async () => {
    expect(await labState(ONE)).toEqual({
      id: ONE,
      exists: true,
      machines: ["lb1", "srv1", "client"].map((name) => ({ name, running: true })),
    });
    expect(steps.filter((it) => it.step === "machine").map((it) => it.detail)).toHaveLength(3);
  });

  test("lets the operator in from the admin range", async () => {
    expect(await on(ONE, "lb1", "echo $SSH_CONNECTION")).toMatch(/^198\.51\.100\.1 \d+ 10\.77\.0\.10 22$/);
    expect(await on(ONE, "srv1", "echo $SSH_CONNECTION")).toMatch(/^198\.51\.100\.1 \d+ 10\.77\.0\.11 22$/);
    expect(await on(ONE, "client", "hostname")).toBe("client");
  });

  test("is made of whole Debian machines that run nothing but sshd", async () => {
    expect(await on(ONE, "srv1", ". /etc/os-release; echo $VERSION_CODENAME; hostname; id -un")).toBe("trixie\nsrv1\nroot");
    expect(await on(ONE, "srv1", "systemctl is-system-running --wait")).toBe("running");
    const ports = (await on(ONE, "srv1", "ss -H -ltun | awk '{print $1, $5}' | sort")).split("\n");
    expect(ports).toEqual(["tcp 0.0.0.0:22", "tcp [::]:22"]);
    expect(await on(ONE, "srv1", "systemctl list-timers --all --no-legend | awk '{print $(NF-1)}'")).toBe("systemd-tmpfiles-clean.timer");
    expect(await on(ONE, "srv1", "sysctl -qw net.ipv4.ip_nonlocal_bind=1 && cat /proc/sys/net/ipv4/ip_nonlocal_bind")).toBe("1");
    expect(await on(ONE, "srv1", "nft add table inet probe && nft list tables && nft delete table inet probe")).toBe("table inet probe");
  });

  test("has machines that differ in what must differ", async () => {
    const marks = await Promise.all(
      ["lb1", "srv1", "client"].map((it) => on(ONE, it, "cat /etc/machine-id; cut -d' ' -f2 /etc/ssh/ssh_host_*_key.pub")),
    );
    expect(new Set(marks).size).toBe(3);
    for (const mark of marks) expect(mark).toMatch(/^[0-9a-f]{32}\n\S+$/);
  });

  test("has no way out", async () => {
    const links = (await inLab(ONE, "ip", "-o", "link")).stdout.match(/^\d+: [^:@]+/gm)?.map((it) => it.replace(/^\d+: /, ""));
    expect(links?.sort()).toEqual(["i-client", "i-lb1", "internet", "lo", "p-lb1", "p-srv1", "private"]);
    expect((await inLab(ONE, "ip", "route", "show", "default")).stdout).toBe("");
    expect((await inLab(ONE, "ip", "-6", "route", "show", "default")).stdout).toBe("");
    for (const machine of ["srv1", "lb1", "client"])
      expect((await tryOn(ONE, machine, "ping -c1 -W2 192.0.2.1")).stdout).toContain("Destination Net Unreachable");
  });

  test("opens no device of this computer's, however it makes a node for one, where there is a controller for it", async () => {
    const { devices } = await limitsHere();
    expect((await runDoctor()).find((it) => it.name === "devices")?.ok).toBe(devices ? true : "warn");
    if (!devices) return;
    const refused = async (line: string): Promise<void> => {
      const result = await tryOn(ONE, "srv1", line);
      expect(result.code, line).not.toBe(0);
      expect(result.stderr, line).toMatch(/Operation not permitted|I\/O error/);
    };
    await refused("rm -f /root/disk && mknod /root/disk b 7 0 && head -c1 /root/disk");
    await refused("rm -f /root/memory && mknod /root/memory c 1 1 && head -c1 /root/memory");
    await refused("mkdir -p /root/dev && mount -t devtmpfs none /root/dev && head -c1 /root/dev/kmsg");
    // Root may mount the controller; from within its group it gives itself nothing that the group above does not have.
    await refused("mkdir -p /root/cg && mount -t cgroup -o devices none /root/cg && sh -c 'echo a >/root/cg/devices.allow'");
    await refused("head -c1 /root/disk");
    await on(ONE, "srv1", "umount /root/cg; umount /root/dev; head -c1 /dev/urandom >/dev/null && script -qec true /dev/null");
  });

  test("routes between its zones", async () => {
    expect(await on(ONE, "client", "getent hosts www.foobar.com")).toBe("203.0.113.10    www.foobar.com");
    await on(ONE, "client", "ping -c1 -W2 10.77.0.11 && ping -c1 -W2 203.0.113.10");
    await on(ONE, "srv1", "ping -c1 -W2 10.77.0.10 && ping -c1 -W2 203.0.113.100");
    await on(ONE, "lb1", "ping -c1 -W2 ff02::1%private0");
  });

  test("leads the browser to the balancer's public side", async () => {
    await on(ONE, "lb1", "systemd-run -q socat TCP-LISTEN:443,fork,reuseaddr 'SYSTEM:echo $SOCAT_PEERADDR to $SOCAT_SOCKADDR'");
    const port = labAccess(ONE)?.https.port ?? 0;
    const heard = await until("an answer through the door", 5, async () => (await hear(port)) || undefined);
    expect(heard.value).toBe("203.0.113.1 to 203.0.113.10\n");
    expect(await on(ONE, "client", "socat -u TCP:www.foobar.com:443 -")).toBe("203.0.113.100 to 203.0.113.10");
  });

  test("lets the client trust a certificate authority", async () => {
    const ca = await command("openssl", "req -x509 -newkey ed25519 -nodes -keyout /dev/null -subj /CN=lab-test -days 1".split(" "));
    await labTrust(ONE, ca.stdout);
    await labTrust(ONE, ca.stdout);
    const bundle = await on(ONE, "client", "cat /etc/ssl/certs/ca-certificates.crt");
    expect(bundle.split(ca.stdout.trim())).toHaveLength(2);
  });

  test("limits its machines where cgroups allow", async () => {
    const pid = (await inits(ONE)).srv1;
    const group = /^\d+:memory:(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, "utf8"))?.[1];
    const limits = steps.find((it) => it.step === "limits")?.detail;
    if (group === undefined) return expect(limits).toBeDefined();
    const devices = (await limitsHere()).devices ? ["devices"] : [];
    expect(limits).toBe(["cpu", ...devices, "memory", "tasks"].join(", "));
    expect(group).toContain(`/bartizan/${ONE}/srv1/`);
    expect(readFileSync(`/sys/fs/cgroup/memory/bartizan/${ONE}/srv1/memory.limit_in_bytes`, "utf8").trim()).toBe(
      String(1536 * 1024 * 1024),
    );
  });

  test("stays as it is when it is brought up again", async () => {
    const old = await inits(ONE);
    const access = labAccess(ONE);
    const begun = performance.now();
    await up(ONE, "lb1", "srv1");
    expect((performance.now() - begun) / 1000).toBeLessThan(5);
    expect(await inits(ONE)).toEqual(old);
    expect(labAccess(ONE)).toEqual(access);
  });

  test("survives the death of a machine, whose disk is kept", async () => {
    await on(ONE, "srv1", "echo kept > /srv/note && sync");
    await killMachine(ONE, "srv1");
    expect((await labState(ONE)).machines).toContainEqual({ name: "srv1", running: false });
    expect((await tryOn(ONE, "lb1", "ping -c1 -W5 10.77.0.11")).stdout).toMatch(/Destination Host Unreachable|100% packet loss/);
    const others = await inits(ONE);
    await up(ONE, "lb1", "srv1");
    expect(await inits(ONE)).toMatchObject(others);
    expect(await on(ONE, "srv1", "cat /srv/note")).toBe("kept");
  });

  test("starts a machine anew whose nspawn was killed", async () => {
    const { srv1 } = await inits(ONE);
    const nspawn = (await labProcesses(ONE)).find((it) => it.pid === srv1)?.parent;
    if (nspawn === undefined || nspawn < 2) throw new Error("srv1 has no nspawn");
    process.kill(nspawn, "SIGKILL");
    await until("nspawn is gone", 5, async () => ((await labProcesses(ONE)).some((it) => it.pid === nspawn) ? undefined : true));
    await up(ONE, "lb1", "srv1");
    expect((await inits(ONE)).srv1).not.toBe(srv1);
    expect(await on(ONE, "srv1", "cat /srv/note")).toBe("kept");
  });

  test("cuts a machine off without a word, and mends the cable", async () => {
    await cutMachine(ONE, "srv1");
    expect((await tryOn(ONE, "lb1", "ping -c2 -i0.2 -W1 10.77.0.11")).stdout).toContain("100% packet loss");
    const pid = (await inits(ONE)).srv1;
    const carrier = await command("nsenter", ["--target", String(pid), "--net", "ip", "-o", "link", "show", "private0"]);
    expect(carrier.stdout).toContain("LOWER_UP");
    await reconnectMachine(ONE, "srv1");
    await until("the machine is back", 10, async () =>
      (await tryOn(ONE, "lb1", "ping -c1 -W1 10.77.0.11")).code === 0 ? true : undefined,
    );
  });

  test("is up only when every machine lets the operator in, whoever started it", async () => {
    await on(ONE, "srv1", "systemd-run --quiet --on-active=2 --timer-property=AccuracySec=100ms systemctl start ssh && systemctl stop ssh");
    expect((await tryOn(ONE, "srv1", "true")).code).toBe(255);
    await up(ONE, "lb1", "srv1");
    expect(await on(ONE, "srv1", "hostname")).toBe("srv1");
  });

  test("lets a machine reboot itself", async () => {
    const old = (await inits(ONE)).srv1;
    await tryOn(ONE, "srv1", "systemctl reboot");
    await until("another first process", 30, async () => {
      const now = (await inits(ONE)).srv1;
      return now !== undefined && now !== old ? now : undefined;
    });
    await startMachine(ONE, "srv1");
    expect(await on(ONE, "srv1", "cat /srv/note; ip -br -4 addr show private0 | awk '{print $3}'")).toBe("kept\n10.77.0.11/24");
    // With its own view again, and not that of this computer.
    expect(await on(ONE, "srv1", "systemctl is-active lab-own-view; sed -n 's/MemTotal: *//p' /proc/meminfo")).toBe("active\n1572864 kB");
  });

  test("is waited for when sshd stops listening once more while the machine starts", async () => {
    const begun = Date.now();
    await on(ONE, "srv1", "systemd-run -q --on-active=3 --timer-property=AccuracySec=100ms systemctl start ssh && systemctl stop ssh");
    await waitForLogin(ONE, "srv1");
    expect(Date.now() - begun).toBeGreaterThan(2000);
  });

  test("stands beside another one with the same addresses", async () => {
    await up(TWO, "lb1", "srv1");
    expect(await on(TWO, "srv1", "test -e /srv/note || echo other")).toBe("other");
    expect(await on(ONE, "srv1", "cat /srv/note")).toBe("kept");
    expect(labAccess(TWO)?.https.port).not.toBe(labAccess(ONE)?.https.port);
    const old = await inits(ONE);
    await labDown(TWO);
    expect(await inits(ONE)).toEqual(old);
    expect(await on(ONE, "srv1", "cat /srv/note")).toBe("kept");
    expect(await hear(labAccess(ONE)?.https.port ?? 0)).toBe("203.0.113.1 to 203.0.113.10\n");
  });

  test("shows each machine its own memory and the time of its own processors, after a restart, too", async () => {
    const own = await ownViewHere();
    const seen = async (machine: string) => {
      const said = await on(
        ONE,
        machine,
        "sed -n 's/MemTotal: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo; sed -n '1s/^cpu *//p' /proc/stat; systemctl is-active lab-own-view",
      );
      const [total, times = "", unit] = said.split("\n");
      const [user = 0, nice = 0, system = 0] = times.split(" ").map(Number);
      return { megabytes: Number(total) / 1024, busy: (user + nice + system) / 100, unit };
    };
    await killMachine(ONE, "srv1");
    await startMachine(ONE, "srv1");
    const [idle, before] = [await seen("lb1"), await seen("srv1")];
    expect(before.unit).toBe("active");
    await on(ONE, "srv1", "timeout 3 sh -c 'while :; do :; done' || :");
    const [idleAfter, after] = [await seen("lb1"), await seen("srv1")];
    if (own.memory) expect([after.megabytes, idleAfter.megabytes]).toEqual([1536, 1536]);
    if (own.processors) {
      expect(after.busy - before.busy).toBeGreaterThan(0.5);
      expect(idleAfter.busy - idle.busy).toBeLessThan((after.busy - before.busy) / 2);
    }
    expect([own.memory, own.processors]).toEqual([true, (await limitsHere()).counts]);
  });

  test("drops a machine that left the file, with its disk", async () => {
    await up(ONE, "lb1");
    expect((await labState(ONE)).machines.map((it) => it.name)).toEqual(["lb1", "client"]);
    expect(existsSync(`/var/lib/bartizan/labs/${ONE}/machines/srv1`)).toBe(false);
  });

  test("raises the limit of inotify instances for as long as there are many machines", async () => {
    await makeRoom(ONE, 2);
    await makeRoom(ONE, 200);
    expect(Number(readFileSync("/proc/sys/fs/inotify/max_user_instances", "utf8"))).toBeGreaterThanOrEqual(200 * 5);
  });

  test("takes packages that its disks do not have, and refuses unknown ones before anything changes", async () => {
    const wanted = (more: string) => labUp(only("lb1"), { id: ONE, packages: [...packages, more] });
    await expect(wanted("jqq")).rejects.toThrow("BZ_PACKAGE_UNKNOWN at package jqq: Debian knows no package of this name");
    const access = await wanted("jq");
    const onIt = (line: string) => command(access.enter[0] ?? "", [...access.enter.slice(1), "ssh", "-F", access.sshConfig, "lb1", line]);
    await onIt("apt-get install -qq -y --no-install-recommends jq");
    expect((await onIt("echo '[7]' | jq '.[0]'")).stdout).toBe("7\n");
  });

  test("goes without a trace, even with connections and programs in its network", async () => {
    const access = labAccess(ONE);
    const [program = "", ...words] = access?.enter ?? [];
    const master = ["ssh", "-F", access?.sshConfig ?? "", "-o", "ControlMaster=yes", "-o", "ControlPath=/tmp/%C", "-fN", "lb1"];
    await command(program, [...words, ...master]);
    await labDown(ONE);
    expect(difference(before, await footprint(), [ONE, TWO])).toEqual([]);
    expect(await labState(ONE)).toEqual({ id: ONE, exists: false, machines: [] });
    expect(labAccess(ONE)).toBeUndefined();
    await labDown(ONE);
  });
});

describe("a lab whose maker was killed", () => {
  const maker = [UP, TWO, "lb1,srv1", packages.join(",")];

  /** Kills the maker with -9 when it says that it has come to this step, or after so many milliseconds. */
  async function killedAt(point: string | number): Promise<void> {
    const options =
      typeof point === "number"
        ? { timeoutMs: point }
        : { onLine: (line: string) => (line.includes(`"step":"${point}"`) ? ("kill" as const) : undefined) };
    const result = await command(process.execPath, maker, options);
    expect(result.code).toBe(137);
    expect(result.stdout).not.toContain('"step":"up"');
  }

  test.each(["begun", "network", "limits", "machine", 700])("at %s: the next one finishes the job", async (point) => {
    await killedAt(point);
    await up(TWO, "lb1", "srv1");
    expect(await on(TWO, "srv1", "hostname")).toBe("srv1");
    await labDown(TWO);
    expect(difference(before, await footprint(), [ONE, TWO])).toEqual([]);
  });

  test.each(["begun", "network", "limits", "machine", 800])("at %s: down leaves nothing", async (point) => {
    await killedAt(point);
    await labDown(TWO);
    expect(difference(before, await footprint(), [ONE, TWO])).toEqual([]);
  });
});

test("the doctor finds nothing wrong where all this works", async () => {
  const checks = await runDoctor({ packages });
  expect(checks.filter((it) => it.ok === false)).toEqual([]);
  expect(checks.map((it) => it.name)).toContain("overlay on disk");
});

/** What somebody says who is connected to. */
function hear(port: number): Promise<string> {
  return new Promise((done) => {
    let text = "";
    const socket = connect(port, "127.0.0.1");
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.once("error", () => done(""));
    socket.once("close", () => done(text));
  });
}
