import { spawn } from "node:child_process";
import { access, open, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { fail } from "../util/errors.ts";
import { makeGroups } from "./cgroups.ts";
import { logFile, netnsFile } from "./places.ts";
import { DOOR_MARK, eventually, LAB_MARK, labProcesses, signal } from "./processes.ts";

/** Debian 12 has both folders as one; older systems only the first. */
const PROXIES = ["/usr/lib/systemd/systemd-socket-proxyd", "/lib/systemd/systemd-socket-proxyd"];

const ADDRESS = "127.0.0.1";

/** Not a name that a machine can have. */
const DOOR = "_door";

/** Joins the control groups whose `cgroup.procs` come before `--` and becomes the program behind it. */
const MOVE = 'while [ "$1" != -- ]; do echo 0 > "$1"; shift; done; shift; exec "$@"';

/** Where systemd-socket-proxyd(8) is on this machine. */
export async function proxyPath(): Promise<string | undefined> {
  for (const path of PROXIES) {
    const found = await access(path).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/**
 * Opens the door for the user's browser: a loopback port of this machine that leads to port 443 of `target` within the lab. The
 * socket listens in our network and is handed to a proxy that speaks from the lab's. A door that is right already stays.
 */
export async function openPortForward(id: string, target: string, wanted: number | undefined): Promise<{ address: string; port: number }> {
  const standing = (await labProcesses(id)).filter((it) => it.door !== undefined);
  for (const { pid, door = "" } of standing) {
    const [listen = "", leads] = door.split(">");
    const port = Number(listen.split(":")[1]);
    if (leads === target && (wanted === undefined || wanted === port)) return { address: ADDRESS, port };
    signal(pid, "SIGKILL");
  }
  const ports = wanted === undefined ? Array.from({ length: 50 }, (_, index) => 8443 + index) : [wanted];
  for (const port of ports) if ((await isFree(port)) && (await listenOn(id, port, target))) return { address: ADDRESS, port };
  throw fail("BZ_LAB_PORT", { where: ADDRESS, found: `${ports[0]}${ports.length > 1 ? ` to ${ports.at(-1)} are` : " is"} taken` });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => done(false));
    server.listen(port, ADDRESS, () => server.close(() => done(true)));
  });
}

async function listenOn(id: string, port: number, target: string): Promise<boolean> {
  const proxy = await proxyPath();
  if (proxy === undefined) throw fail("BZ_LAB_COMMAND", { where: "systemd-socket-proxyd", found: "it is not installed" });
  const marks = [`${LAB_MARK}=${id}`, `${DOOR_MARK}=${ADDRESS}:${port}>${target}`];
  const log = await open(logFile(id, DOOR), "a", 0o600);
  // In a group of its own, as the machines are: systemd would end it with the service or the login that we run in.
  const groups = (await makeGroups(id, DOOR, { tasks: 64, memoryMb: 256 })).inner;
  try {
    const activate = ["systemd-socket-activate", "-l", `${ADDRESS}:${port}`, ...marks.flatMap((it) => ["-E", it])];
    // Its own limit, 256, would hide how many a site takes.
    const forward = ["nsenter", `--net=${netnsFile(id)}`, proxy, "--connections-max=8192", `${target}:443`];
    const child = spawn("sh", ["-ec", MOVE, "sh", ...groups, "--", ...activate, ...forward], {
      cwd: "/",
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...Object.fromEntries(marks.map((it) => it.split(/=(.*)/s) as [string, string])) },
    });
    let ended = false;
    child.once("error", () => {
      ended = true;
    });
    child.once("exit", () => {
      ended = true;
    });
    const answer = await eventually(async () => (ended ? "ended" : (await isListening(port)) ? "listens" : undefined), 5_000, 10);
    child.unref();
    return answer === "listens" && !ended;
  } finally {
    await log.close();
  }
}

/** From the table of sockets: a connection would already start the proxy. */
async function isListening(port: number): Promise<boolean> {
  const wanted = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")} 00000000:0000 0A`;
  return (await readFile("/proc/net/tcp", "latin1")).includes(wanted);
}
