import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runningFiles } from "./running-files.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "running-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** A process as proc(5) shows it. */
function process(pid: number, cgroup: string, maps: readonly string[]): void {
  mkdirSync(join(root, `proc/${pid}`), { recursive: true });
  writeFileSync(join(root, `proc/${pid}/cgroup`), `1:name=systemd:/ignored.service\n0::${cgroup}\n`);
  writeFileSync(join(root, `proc/${pid}/maps`), maps.map((it) => `${it}\n`).join(""));
}

const map = (mode: string, path: string): string => `7f0000000000-7f0000001000 ${mode} 00000000 fd:01 4711                       ${path}`;

function said(words: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync("sh", ["-euc", `${runningFiles([], root)}\n${words}`], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.trimEnd()]));
}

it("says which services run from which programs and libraries, and which of these are gone", () => {
  process(10, "/system.slice/nginx.service", [map("r-xp", "/usr/sbin/nginx"), map("r-xp", "/usr/lib/libssl.so.3 (deleted)")]);
  process(11, "/system.slice/nginx.service", [map("r-xp", "/usr/sbin/nginx")]);
  process(12, "/system.slice/system-getty.slice/getty@tty1.service", [map("r-xp", "/sbin/agetty")]);
  expect(said("running")).toEqual([
    "getty@tty1.service /sbin/agetty",
    "nginx.service /usr/lib/libssl.so.3 (deleted)",
    "nginx.service /usr/sbin/nginx",
  ]);
});

it("leaves out data, memory without a file, what stands elsewhere, and processes of people and of no service", () => {
  process(10, "/system.slice/app.service", [
    map("r--p", "/usr/lib/locale/locale-archive (deleted)"),
    map("r-xp", "/srv/app/current/native.node (deleted)"),
    map("rwxp", "/memfd:jit (deleted)"),
    map("r-xp", "/usr/bin/node"),
  ]);
  process(11, "/user.slice/user-0.slice/user@0.service/init.scope", [map("r-xp", "/usr/lib/systemd/systemd (deleted)")]);
  process(1, "/init.scope", [map("r-xp", "/usr/lib/systemd/systemd (deleted)")]);
  expect(said("running")).toEqual(["app.service /usr/bin/node"]);
});

it("says which services run from these packages, be there one or several, or from what is gone", () => {
  process(10, "/system.slice/one.service", [map("r-xp", "/usr/bin/dpkg")]);
  process(11, "/system.slice/two.service", [map("r-xp", "/bin/cat")]);
  process(12, "/system.slice/three.service", [map("r-xp", "/usr/lib/former.so (deleted)")]);
  process(13, "/system.slice/four.service", [map("r-xp", "/usr/bin/grep")]);
  expect(said("affected dpkg coreutils")).toEqual(["one.service", "three.service", "two.service"]);
  expect(said("affected coreutils dpkg")).toEqual(["one.service", "three.service", "two.service"]);
  expect(said("affected")).toEqual(["three.service"]);
});
