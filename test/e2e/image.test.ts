import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { ensureImage, imageIn } from "../../src/lab/image.ts";
import { imagesIn, pruneImages } from "../../src/lab/images.ts";
import { command, until } from "./support/command.ts";

const BUILD = fileURLToPath(new URL("support/build-image.mjs", import.meta.url));
const dir = mkdtempSync(join(tmpdir(), "bartizan-image-"));

/** Processes of builds in our folder. */
function builders(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(dir) ? [Number(pid)] : [];
      } catch {
        return []; // ended while it was looked at
      }
    });
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Another one's death took it along.
  }
}

afterAll(() => {
  for (const pid of builders()) end(pid);
  rmSync(dir, { recursive: true, force: true });
});

test("a build that is killed leaves nothing that is taken for done, and the next one makes it whole", async () => {
  const maker = await command(process.execPath, [BUILD, dir], {
    onLine: (line) => (line.startsWith("extracting") ? "kill" : undefined),
  });
  expect(maker.code).toBe(137);
  // The build itself goes on without its maker, until it is killed as well.
  expect(builders().length).toBeGreaterThan(0);
  expect(imageIn([], dir)).toBe(false);
  for (const pid of builders()) end(pid);
  await until("the end of the build", 10, async () => (builders().length === 0 ? true : undefined));
  expect(imageIn([], dir)).toBe(false);
  expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(dir);
  expect(readdirSync(dir).filter((it) => it.endsWith(".partial"))).toHaveLength(1);
  // Neither what another recipe's build left behind stays.
  mkdirSync(join(dir, "0123456789abcdef.partial"));

  const said: string[] = [];
  const [root, same] = await Promise.all([ensureImage([], { dir, onProgress: (line) => said.push(line) }), ensureImage([], { dir })]);
  expect(same).toBe(root);
  expect(said).toContain("extracting archives");
  expect(imageIn([], dir)).toBe(true);
  expect(readdirSync(dir).filter((it) => it.endsWith(".partial"))).toEqual([]);

  const read = (path: string): string => readFileSync(join(root, path), "utf8");
  expect(read("etc/os-release")).toContain("VERSION_CODENAME=trixie");
  expect(readdirSync(join(root, "etc/ssh")).filter((it) => it.startsWith("ssh_host"))).toEqual([]);
  expect(read("etc/machine-id")).toBe("");
  expect(read("etc/resolv.conf")).toBe("");
  expect(statSync(join(root, "var/log/journal")).isDirectory()).toBe(true);
  expect(readdirSync(join(root, "etc/systemd/system/multi-user.target.wants"))).toEqual(["ssh.service"]);
  expect(existsSync(join(root, "etc/systemd/system/timers.target.wants/apt-daily.timer"))).toBe(false);
  const dpkg = readdirSync(join(root, "etc/dpkg/dpkg.cfg.d")).map((it) => read(`etc/dpkg/dpkg.cfg.d/${it}`));
  expect(dpkg.join("")).not.toContain("force-unsafe-io");
});

test("an image with more packages is made of the one that is there, which stays as it is", async () => {
  const base = await ensureImage([], { dir });
  const said: string[] = [];
  const root = await ensureImage(["bc", "nginx"], { dir, onProgress: (line) => said.push(line) });
  expect(said).toContain("installing further packages");
  expect(said).not.toContain("extracting archives");
  const there = (path: string): readonly boolean[] => [base, root].map((it) => existsSync(join(it, path)));
  expect(there("usr/bin/bc")).toEqual([false, true]);
  expect(there("usr/sbin/policy-rc.d")).toEqual([false, false]);
  const read = (path: string): readonly string[] => [base, root].map((it) => readFileSync(join(it, path), "utf8"));
  for (const path of ["etc/machine-id", "etc/resolv.conf", "etc/hosts", "etc/hostname", "etc/apt/sources.list"])
    expect(read(path)[1]).toBe(read(path)[0]);
  for (const it of [base, root]) {
    expect(readdirSync(join(it, "etc/systemd/system/multi-user.target.wants"))).toEqual(["ssh.service"]);
    expect(readdirSync(join(it, "etc/ssh")).filter((name) => name.startsWith("ssh_host"))).toEqual([]);
    expect(readdirSync(join(it, "proc"))).toEqual([]);
    expect(readdirSync(join(it, "var/lib/apt/lists")).filter((name) => name.includes("_"))).toEqual([]);
  }
  expect(readFileSync("/proc/self/mounts", "utf8")).not.toContain(dir);
  expect((await pruneImages(base, dir)).map((it) => it.path)).toEqual([root]);
});

test("a package that Debian does not have is an error that names it", async () => {
  await expect(ensureImage(["zzz-unheard-of"], { dir })).rejects.toThrow("BZ_PACKAGE_UNKNOWN at package zzz-unheard-of");
  expect(imageIn(["zzz-unheard-of"], dir)).toBe(false);
  expect(readdirSync(dir).filter((it) => it.endsWith(".partial"))).toEqual([]);
});

test("an image is read by root alone, and goes when no lab stands on it", async () => {
  const root = await ensureImage([], { dir });
  expect(statSync(join(root, "..")).mode & 0o777).toBe(0o700);
  const [image, ...others] = await imagesIn(dir);
  expect(others).toEqual([]);
  expect(image).toMatchObject({ path: root, used: false });
  expect(image?.bytes).toBeGreaterThan(100e6);
  expect(await pruneImages(root, dir)).toEqual([]);
  expect((await pruneImages(undefined, dir)).map((it) => it.path)).toEqual([root]);
  expect(imageIn([], dir)).toBe(false);
  expect(readdirSync(dir).filter((it) => !it.endsWith(".lock") && !it.endsWith(".log"))).toEqual([]);
});
