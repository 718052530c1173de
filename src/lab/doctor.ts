import { existsSync } from "node:fs";
import { readFile, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { limitsHere } from "./cgroups.ts";
import { run } from "./command.ts";
import { imageIn, imagePath } from "./image.ts";
import { MIRROR, SUITE } from "./image-recipe.ts";
import { imagesIn } from "./images.ts";
import { LXCFS, ownViewHere } from "./own-view.ts";
import { DISKS, IMAGES } from "./places.ts";
import { proxyPath } from "./port-forward.ts";

/** What was looked at, and what mends it. */
export interface Check {
  readonly name: string;
  /** `warn`: the lab works, with a loss that `found` names. */
  readonly ok: boolean | "warn";
  readonly found: string;
  /** The command, or the sentence, that mends it. */
  readonly mend?: string;
}

/** Programs that the lab runs on this machine, and Debian's package for each. `scripts/lab-packages` installs them. */
export const PROGRAMS: readonly (readonly [program: string, debian: string])[] = [
  ["mmdebstrap", "mmdebstrap"],
  ["gpg", "gpg"],
  ["systemd-nspawn", "systemd-container"],
  ["systemd-socket-activate", "systemd"],
  ["ip", "iproute2"],
  ["bridge", "iproute2"],
  ["ssh", "openssh-client"],
  ["ssh-keygen", "openssh-client"],
  ["nsenter", "util-linux"],
  ["unshare", "util-linux"],
  ["flock", "util-linux"],
  ["mount", "mount"],
];

/** Keys by which mmdebstrap knows that what it downloads is Debian's. */
export const KEYRING = ["/usr/share/keyrings/debian-archive-keyring.gpg", "debian-archive-keyring"] as const;

const PATH = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

export interface DoctorOptions {
  /** The packages of the image that will be asked for; it is not looked at when they are not known. */
  readonly packages?: readonly string[];
  readonly imageDir?: string;
}

/** What this machine has and lacks for the lab. Changes nothing. */
export async function runDoctor(options: DoctorOptions = {}): Promise<readonly Check[]> {
  const root = process.getuid?.() === 0;
  const cached = options.packages !== undefined && imageIn(options.packages, options.imageDir);
  return [
    yes(
      "system",
      process.platform === "linux",
      process.platform,
      "The lab needs Linux. Real servers can be managed from here all the same.",
    ),
    yes("user", root, root ? "root" : `user ${process.getuid?.() ?? "unknown"}`, "Run the lab's commands with sudo."),
    node(process.versions.node),
    ...(await programs()),
    ...(root ? await kernel() : []),
    ...(await cgroups()),
    await view(),
    await disk(options.imageDir ?? IMAGES, cached),
    await memory(),
    await inotify(),
    ...(root ? [await images(options.imageDir ?? IMAGES, options.packages)] : []),
    cached ? { name: "base image", ok: true, found: "built before" } : await mirror(),
  ];
}

function yes(name: string, ok: boolean, found: string, mend: string): Check {
  return ok ? { name, ok, found } : { name, ok, found, mend };
}

/** The lowest version of Node that Bartizan runs on: `engines` of package.json. */
export function node(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return yes("node", major > 20 || (major === 20 && minor >= 12), version, "Install Node.js 20.12 or newer.");
}

async function programs(): Promise<readonly Check[]> {
  const seen = PROGRAMS.map(([program, debian]) => ({
    program,
    debian,
    path: PATH.map((dir) => `${dir}/${program}`).find((path) => existsSync(path)),
  }));
  seen.push({ program: "systemd-socket-proxyd", debian: "systemd", path: await proxyPath() });
  seen.push({ program: "Debian's keys", debian: KEYRING[1], path: existsSync(KEYRING[0]) ? KEYRING[0] : undefined });
  const missing = [...new Set(seen.filter((it) => it.path === undefined).map((it) => it.debian))];
  // One command for all of them, whichever line is read.
  const mend = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  return seen.map(({ program, path }) => yes(program, path !== undefined, path ?? "not installed", mend));
}

/** Tries what the lab does, in namespaces that are gone a moment later. */
async function kernel(): Promise<readonly Check[]> {
  const links = await run(["unshare", "--net", "sh", "-ec", "ip link add bz-a type bridge; ip link add bz-b type veth peer name bz-c"]);
  const here = await nearest(DISKS);
  const overlay = `d=$(mktemp -d ${here}/.bartizan-doctor.XXXXXX)
trap 'umount $d/root 2>/dev/null || :; rm -rf "$d"' EXIT
mkdir $d/lower $d/upper $d/work $d/root
mount -t overlay bartizan -o lowerdir=$d/lower,upperdir=$d/upper,workdir=$d/work $d/root`;
  const mounted = await run(["unshare", "--mount", "sh", "-ec", overlay]);
  return [
    yes("virtual network", links.code === 0, links.code === 0 ? "bridges and veth pairs" : links.stderr.trim(), "modprobe -a bridge veth"),
    yes(
      "overlay on disk",
      mounted.code === 0,
      mounted.code === 0 ? here : mounted.stderr.trim(),
      `modprobe overlay; and ${DISKS} must not be on an overlay itself (mount a disk or a tmpfs there)`,
    ),
  ];
}

/** The folder itself, or the nearest one above it that exists. */
async function nearest(path: string): Promise<string> {
  return existsSync(path) || path === "/" ? path : nearest(dirname(path));
}

async function cgroups(): Promise<readonly Check[]> {
  const { version, limits, devices } = await limitsHere();
  const name = "limits per machine";
  const none = `none (cgroup v${version} without controllers): the machines share all there is`;
  return [
    limits.length > 0 ? { name, ok: true, found: `${limits.join(", ")} (cgroup v${version})` } : { name, ok: "warn", found: none },
    devices
      ? { name: "devices", ok: true, found: "machines open none of this computer's" }
      : {
          name: "devices",
          ok: "warn",
          found: "no cgroup v1 controller: root in a machine can open this computer's",
          mend: "Run nothing in a lab that you would not run as root here.",
        },
  ];
}

async function view(): Promise<Check> {
  const { processors, memory } = await ownViewHere();
  const name = "own view";
  if (processors && memory) return { name, ok: true, found: "each machine sees its own processors and memory" };
  const shown = [...(processors ? [] : ["processors"]), ...(memory ? [] : ["memory"])].join(" and ");
  const found = `machines see the ${shown} of this computer, so alerts about them are muted in a lab`;
  return existsSync(LXCFS[0])
    ? { name, ok: "warn", found }
    : { name, ok: "warn", found, mend: `apt-get install -y --no-install-recommends ${LXCFS[1]}` };
}

async function images(dir: string, keep: readonly string[] | undefined): Promise<Check> {
  const unused = (await imagesIn(dir)).filter((it) => !it.used && (keep === undefined || it.path !== imagePath(keep, dir)));
  const name = "images";
  if (unused.length === 0) return { name, ok: true, found: "none that no lab uses" };
  const found = `${unused.length} that no lab uses, of ${(unused.reduce((sum, it) => sum + it.bytes, 0) / 1e9).toFixed(1)} GB`;
  return { name, ok: "warn", found, mend: "bartizan doctor --prune" };
}

async function disk(dir: string, cached: boolean): Promise<Check> {
  const free = async (path: string): Promise<number> => {
    const { bavail, bsize } = await statfs(await nearest(path));
    return (bavail * bsize) / 1e9;
  };
  const least = Math.min(await free(dir), await free(DISKS));
  const needed = cached ? 1 : 3;
  return yes("disk", least >= needed, `${least.toFixed(1)} GB free`, `Free ${needed} GB under ${dir} and ${DISKS}.`);
}

async function memory(): Promise<Check> {
  const available = Number(/^MemAvailable:\s*(\d+)/m.exec(await readFile("/proc/meminfo", "utf8").catch(() => ""))?.[1] ?? 0) / 1e6;
  const found = `${available.toFixed(1)} GB available`;
  if (available >= 2) return { name: "memory", ok: true, found };
  return { name: "memory", ok: "warn", found, mend: "A lab of four hosts takes up to 2 GB: end something." };
}

async function inotify(): Promise<Check> {
  const limit = Number(await readFile("/proc/sys/fs/inotify/max_user_instances", "utf8").catch(() => "0"));
  const name = "inotify instances";
  if (limit >= 128) return { name, ok: true, found: `${limit} (raised while labs run that need more)` };
  return { name, ok: "warn", found: String(limit), mend: "sysctl -w fs.inotify.max_user_instances=8192" };
}

/** By apt's own downloader, so that its proxies count. */
async function mirror(): Promise<Check> {
  const name = "Debian mirror";
  const url = `${MIRROR}/dists/${SUITE}/InRelease`;
  const script = `f=$(mktemp); trap 'rm -f "$f"' EXIT; /usr/lib/apt/apt-helper -o Acquire::Retries=0 download-file "$1" "$f"`;
  const result = await run(["sh", "-c", script, "sh", url], { timeoutMs: 20_000 });
  if (result.code === 0) return { name, ok: true, found: MIRROR };
  const said = result.code === 124 ? "no answer within 20 s" : (result.stderr.trim().split("\n")[0] ?? "");
  return {
    name,
    ok: false,
    found: `${MIRROR}: ${said}`,
    mend: "The first `up` downloads the base image: see to it that apt-get update works.",
  };
}
