import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { sleep } from "./command.ts";

/** What a machine may use at most. */
export interface Limits {
  readonly memoryMb: number;
  /** Cores; all of them when absent. */
  readonly cpus?: number;
  readonly tasks: number;
  /** Whether something on it has to be on time. */
  readonly realTime?: boolean;
}

/** A mounted cgroup hierarchy: one of version 1 with its controllers, or the one of version 2. */
interface Hierarchy {
  readonly path: string;
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
}

/** Where a machine's processes go, and which limits hold there. */
export interface MachineGroups {
  /** `cgroup.procs` files for the process that starts the machine. */
  readonly outer: readonly string[];
  /** The same for the machine itself: a group of its own below, as a group with limits for groups below it must hold no process (cgroups(7)). */
  readonly inner: readonly string[];
  readonly limited: readonly string[];
}

/**
 * What we use, of the controllers that version 1 mounts one by one. The named hierarchy `systemd` is needed by nspawn; lxcfs counts a
 * machine's processors and their time by `cpuset` and `cpuacct`.
 */
const USED = ["memory", "cpu", "cpuacct", "cpuset", "pids", "freezer", "devices", "name=systemd"];

/**
 * What a machine may open: the nodes that nspawn gives it, terminals and tun (systemd-nspawn(1), DeviceAllow= in systemd.resource-control(5)).
 * Any node may be made, as packages do; to open one of this computer's disks by it is what is refused.
 */
const DEVICES = [
  "c *:* m",
  "b *:* m",
  ...["1:3", "1:5", "1:7", "1:8", "1:9", "5:0", "5:1", "5:2", "136:*", "10:200"].map((it) => `c ${it} rwm`),
];

async function hierarchies(): Promise<readonly Hierarchy[]> {
  const lines = (await readFile("/proc/self/mounts", "utf8")).split("\n").map((line) => line.split(" "));
  return lines.flatMap(([, path = "", type, options = ""]): readonly Hierarchy[] => {
    if (type === "cgroup2") return [{ path, version: 2, controllers: [] }];
    const controllers = options.split(",").filter((option) => USED.includes(option));
    return type === "cgroup" && controllers.length > 0 ? [{ path, version: 1, controllers }] : [];
  });
}

/** What can be limited on this machine, without trying. */
export async function limitsHere(): Promise<{
  readonly version: 1 | 2;
  readonly limits: readonly string[];
  readonly devices: boolean;
  /** Whether the processors of each machine, and their time, can be counted apart. */
  readonly counts: boolean;
}> {
  const all = await hierarchies();
  const old = all.filter((it) => it.version === 1).flatMap((it) => it.controllers);
  const unified = all.find((it) => it.version === 2);
  const text = unified === undefined ? "" : await readFile(`${unified.path}/cgroup.controllers`, "utf8").catch(() => "");
  const limits = (names: readonly string[]): readonly string[] => ["cpu", "memory", "pids"].filter((it) => names.includes(it));
  const devices = old.includes("devices");
  const counts = old.includes("cpuacct") && old.includes("cpuset");
  return limits(old).length > 0
    ? { version: 1, limits: limits(old), devices, counts }
    : { version: 2, limits: limits(text.trim().split(" ")), devices, counts };
}

/** A limit that the kernel does not take is no reason to stop: the machine runs without it, and the caller says so. */
async function limit(file: string, value: string): Promise<boolean> {
  return writeFile(file, value).then(
    () => true,
    () => false,
  );
}

/** Another lab that goes down may take the common parent away at the same moment. */
async function make(path: string): Promise<boolean> {
  for (let tries = 0; tries < 5; tries += 1) {
    const done = await mkdir(path, { recursive: true }).then(
      () => true,
      () => false,
    );
    if (done) return true;
    await sleep(10);
  }
  return false;
}

/** Makes the groups of a machine and sets its limits, as far as this machine's cgroups allow. */
export async function makeGroups(id: string, machine: string, limits: Limits): Promise<MachineGroups> {
  const groups = await Promise.all((await hierarchies()).map((it) => makeIn(it, `${id}/${machine}`, limits)));
  return {
    outer: groups.flatMap((it) => it.outer),
    inner: groups.flatMap((it) => it.inner),
    limited: [...new Set(groups.flatMap((it) => it.limited))].sort(),
  };
}

async function makeIn(hierarchy: Hierarchy, name: string, limits: Limits): Promise<MachineGroups> {
  const top = `${hierarchy.path}/bartizan`;
  const own = `${top}/${name}`;
  if (!(await make(own))) return { outer: [], inner: [], limited: [] };
  // Before there is a group below it: later the kernel refuses to take rights away (devices.rst), and the machine could give them back to itself.
  const guarded = hierarchy.controllers.includes("devices") && (await allowDevices(own));
  if (!(await make(`${own}/starter`)) || !(await make(`${own}/machine`))) return { outer: [], inner: [], limited: [] };
  if (hierarchy.controllers.includes("cpuset") && !(await shareProcessors(hierarchy.path, name)))
    return { outer: [], inner: [], limited: [] };
  const limited = hierarchy.version === 2 ? await limit2(hierarchy.path, name, limits) : await limit1(hierarchy, name, limits);
  return {
    outer: [`${own}/starter/cgroup.procs`],
    inner: [`${own}/machine/cgroup.procs`],
    limited: guarded ? [...limited, "devices"] : limited,
  };
}

async function allowDevices(own: string): Promise<boolean> {
  await limit(`${own}/devices.deny`, "a");
  for (const it of DEVICES) await limit(`${own}/devices.allow`, it);
  return !(await readFile(`${own}/devices.list`, "utf8").catch(() => "a")).startsWith("a");
}

/** A new group has no processor and no memory node, and takes no process (cpusets(7)): all that there are, of each level. */
async function shareProcessors(path: string, name: string): Promise<boolean> {
  const [lab = ""] = name.split("/");
  const levels = ["bartizan", `bartizan/${lab}`, `bartizan/${name}`, `bartizan/${name}/starter`, `bartizan/${name}/machine`];
  for (const file of ["cpuset.cpus", "cpuset.mems"]) {
    const all = await readFile(`${path}/${file}`, "utf8").catch(() => "");
    for (const level of levels) if (!(await limit(`${path}/${level}/${file}`, all))) return false;
  }
  return true;
}

async function limit1({ path, controllers }: Hierarchy, name: string, limits: Limits): Promise<readonly string[]> {
  const own = `${path}/bartizan/${name}`;
  const held: string[] = [];
  if (controllers.includes("memory") && (await limit(`${own}/memory.limit_in_bytes`, `${limits.memoryMb}M`))) held.push("memory");
  if (controllers.includes("pids") && (await limit(`${own}/pids.max`, String(limits.tasks)))) held.push("tasks");
  if (controllers.includes("cpu")) {
    if (limits.realTime === true) await shareRealTime(path, name);
    const quota = limits.cpus === undefined ? "-1" : String(Math.round(limits.cpus * 100_000));
    if (await limit(`${own}/cpu.cfs_quota_us`, quota)) held.push("cpu");
  }
  return held;
}

/**
 * A new group has no real-time share, and who has to be on time would be refused its priority: some is passed down, enough for seven labs of two
 * balancers. Whoever has used up a share stands still until the period ends: a short one, so that no balancer misses its turn. And a
 * system call that runs over the share is paid back in the periods that follow: with a tenth of the share a fork cost a second.
 */
async function shareRealTime(path: string, name: string): Promise<void> {
  const [lab = ""] = name.split("/");
  const levels = ["bartizan", `bartizan/${lab}`, `bartizan/${name}`, `bartizan/${name}/machine`];
  const shares = [90_000, 12_500, 5_000, 5_000];
  for (const [index, level] of levels.entries()) {
    await limit(`${path}/${level}/cpu.rt_period_us`, "100000");
    await limit(`${path}/${level}/cpu.rt_runtime_us`, String(shares[index]));
  }
}

async function limit2(path: string, name: string, limits: Limits): Promise<readonly string[]> {
  const levels = ["", ...`bartizan/${name}`.split("/").map((_, index, all) => `/${all.slice(0, index + 1).join("/")}`)];
  for (const level of levels) for (const it of ["memory", "pids", "cpu"]) await limit(`${path}${level}/cgroup.subtree_control`, `+${it}`);
  const own = `${path}/bartizan/${name}`;
  const held: string[] = [];
  if (await limit(`${own}/memory.max`, `${limits.memoryMb}M`)) held.push("memory");
  if (await limit(`${own}/pids.max`, String(limits.tasks))) held.push("tasks");
  const quota = limits.cpus === undefined ? "max" : `${Math.round(limits.cpus * 100_000)} 100000`;
  if (await limit(`${own}/cpu.max`, quota)) held.push("cpu");
  return held;
}

/** Removes the groups of a lab, or of one machine of it. Their processes must be gone; the kernel may need a moment to notice. */
export async function removeGroups(id: string, machine?: string): Promise<void> {
  for (const { path } of await hierarchies()) {
    const top = `${path}/bartizan`;
    const own = machine === undefined ? `${top}/${id}` : `${top}/${id}/${machine}`;
    for (let tries = 0; tries < 100 && !(await removeTree(own)); tries += 1) await sleep(20);
    if (machine === undefined) await rmdir(top).catch(() => {});
  }
}

async function removeTree(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return true;
  for (const entry of entries) if (entry.isDirectory()) await removeTree(`${path}/${entry.name}`);
  return rmdir(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );
}
