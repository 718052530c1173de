import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Site } from "./site.ts";
import { type LoadResult, steadyLoad } from "./steady-load.ts";

const REPOSITORY = "/var/lib/patched-packages";
const repack = readFileSync(fileURLToPath(new URL("patched-packages.sh", import.meta.url)), "utf8");

/** Has these packages in a newer version in a repository on each host, which is all that apt knows. */
export async function publish(site: Site, hosts: readonly string[], suffix: string, packages: readonly string[]): Promise<void> {
  const [packer = ""] = hosts;
  await site.on(packer, `sh -s -- '${suffix}' ${packages.join(" ")}`, { stdin: repack });
  const packed = await site.on(packer, `tar -C ${REPOSITORY} -czf - . | base64 -w0`);
  await Promise.all(
    hosts.map(async (host) => {
      const there = `mkdir -p ${REPOSITORY} && base64 -d | tar -C ${REPOSITORY} -xzf - && rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:${REPOSITORY} ./' >/etc/apt/sources.list && apt-get update -qq`;
      await site.on(host, there, { stdin: packed });
    }),
  );
}

/** The versions of some packages on a host that are the new ones, by their suffix. */
export async function patched(site: Site, host: string, packages: readonly string[]): Promise<readonly string[]> {
  const said = await site.on(host, `dpkg-query -W -f '\${Package} \${Version}\\n' ${packages.join(" ")}`);
  return said.split("\n").flatMap((line) => {
    const [, name, suffix] = /^(\S+) .*\+patched(\S*)$/.exec(line) ?? [];
    return name === undefined ? [] : [`${name}${suffix}`];
  });
}

/** A run of the command under load. */
export async function patchUnderLoad(
  site: Site,
  address: string,
  more: readonly string[] = [],
): Promise<{ readonly code: number; readonly said: string; readonly load: LoadResult }> {
  const load = steadyLoad(site, address, 40);
  try {
    const { code, stdout, stderr } = await site.bartizan(["patch", "--lab", "--json", ...more]);
    return { code, said: stdout + stderr, load: await load.stop() };
  } catch (error) {
    await load.stop();
    throw error;
  }
}
