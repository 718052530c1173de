import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fail } from "../util/errors.ts";
import { keyOfLine, type PublicKey } from "../util/ssh-key.ts";
import type { OpensshOptions } from "./openssh.ts";
import { sshFailed, sshFailure } from "./ssh-failure.ts";

/** A key that a host shows, and the name by which ssh(1) knows the host. */
export interface HostKey extends PublicKey {
  readonly name: string;
}

/** The key of a line of known_hosts (sshd(8)); nothing for a line that has none. */
export function hostKeyOf(line: string): HostKey | undefined {
  const key = line.startsWith("#") ? undefined : keyOfLine(line);
  return key === undefined ? undefined : { ...key, name: line.split(" ")[0] ?? "" };
}

/**
 * The key that a host shows now, whoever knows it, by the way that ssh(1) takes: jump hosts and ports of its configuration count. Nobody logs in.
 * Whoever answers is believed. Throws `BZ_SSH_*` when nobody answers.
 */
export function shownKey(host: string, { destinations, configFile, enter = [] }: OpensshOptions): Promise<HostKey> {
  const destination = destinations.get(host) ?? host;
  const dir = mkdtempSync(join(tmpdir(), "bartizan-key-"));
  const file = join(dir, "known_hosts");
  const settings = {
    BatchMode: "yes",
    ConnectTimeout: "10",
    ControlPath: "none",
    GlobalKnownHostsFile: "/dev/null",
    HashKnownHosts: "no",
    KnownHostsCommand: "none",
    PreferredAuthentications: "none",
    StrictHostKeyChecking: "accept-new",
    UpdateHostKeys: "no",
    UserKnownHostsFile: `"${file}"`,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const [program = "ssh", ...args] = [...enter, "ssh", ...(configFile === undefined ? [] : ["-F", configFile]), ...options, "--"];
  return new Promise<HostKey>((resolve, reject) => {
    const child = spawn(program, [...args, destination, "true"], { stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr = (stderr + chunk).slice(-20_000);
    });
    child.once("error", (cause) => reject(fail("BZ_SSH_NO_CLIENT", { where: host, found: cause.message, cause })));
    child.once("close", () => {
      const [key] = lines(file).flatMap((line) => hostKeyOf(line) ?? []);
      if (key === undefined) reject(sshFailure(host, destination, stderr) ?? sshFailed(host, destination, stderr));
      else resolve(key);
    });
  }).finally(() => rmSync(dir, { recursive: true, force: true }));
}

function lines(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    // Nobody showed one.
    return [];
  }
}
