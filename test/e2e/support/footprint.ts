import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { command } from "./command.ts";

function below(dir: string, depth: number): readonly string[] {
  if (depth === 0 || !existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((it) => {
    const path = `${dir}/${it.name}`;
    return [path, ...(it.isDirectory() ? below(path, depth - 1) : [])];
  });
}

const lines = async (program: string, ...args: readonly string[]): Promise<readonly string[]> =>
  (await command(program, args)).stdout.split("\n").filter((it) => it !== "");

/** Processes with a network namespace other than ours, or with a lab's mark: what a lab could leave running. */
function processes(): readonly string[] {
  const own = readlinkSync("/proc/self/ns/net");
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const environ = readFileSync(`/proc/${pid}/environ`, "latin1");
        const words = readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0").join(" ");
        const mark = /BARTIZAN_LAB_ID=([^\0]*)/.exec(environ)?.[1];
        if (mark === undefined && readlinkSync(`/proc/${pid}/ns/net`) === own) return [];
        return [`process ${pid} ${mark ?? ""} ${words}`];
      } catch {
        return []; // ended while it was looked at
      }
    });
}

/**
 * Everything of this machine that a lab touches, as lines: to be equal before and after. What belongs to other labs, which may
 * come and go meanwhile, is left out.
 */
export async function footprint(): Promise<readonly string[]> {
  const groups = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, , type]) => type === "cgroup" || type === "cgroup2")
    .flatMap(([, path = ""]) =>
      below(`${path}/bartizan`, 4).filter((it) => !/\/[a-z_]+\.[a-z_.]+$|\/tasks$|\/notify_on_release$/.test(it)),
    );
  const all = [
    ...readFileSync("/proc/self/mounts", "utf8").split("\n"),
    ...(await lines("ip", "netns", "list")),
    ...(await lines("ip", "-o", "link", "show")).map((it) => it.replace(/ (mtu|qlen) .*/, "")),
    ...(await lines("ip", "route", "show", "table", "all")),
    ...(await lines("ip", "-6", "route", "show", "table", "all")),
    `inotify instances ${readFileSync("/proc/sys/fs/inotify/max_user_instances", "utf8").trim()}`,
    ...below("/run/bartizan", 3),
    ...below("/var/lib/bartizan", 3),
    ...below("/run/systemd/nspawn", 2),
    ...groups,
    ...processes(),
  ];
  return [...new Set(all)].sort();
}

/** What is there after that was not there before, or the other way round; other labs' names aside. */
export function difference(before: readonly string[], after: readonly string[], ids: readonly string[]): readonly string[] {
  const ours = (line: string): boolean => ids.some((id) => line.includes(id));
  const others = (line: string): boolean =>
    !ours(line) && /\/labs\/|^process |^inotify |nspawn|\/bartizan\/|\/bartizan$|\/labs$| \/tmp\//.test(line) && otherLabsRun(ids);
  const [old, now] = [new Set(before), new Set(after)];
  return [
    ...before.filter((it) => !now.has(it) && !others(it)).map((it) => `- ${it}`),
    ...after.filter((it) => !old.has(it) && !others(it)).map((it) => `+ ${it}`),
  ];
}

/** On a developer's machine other labs may run; then what cannot be told apart from theirs is not looked at. */
function otherLabsRun(ids: readonly string[]): boolean {
  return ["/run/bartizan/labs", "/var/lib/bartizan/labs"].some(
    (dir) => existsSync(dir) && readdirSync(dir).some((it) => !ids.includes(it)),
  );
}
