import { rm } from "node:fs/promises";
import { type BartizanError, fail } from "../util/errors.ts";
import { shellWord, shellWords } from "../util/shell.ts";
import { unknownPackages } from "../util/unknown-packages.ts";
import { must, run } from "./command.ts";
import { enterLab, sshConfigFile } from "./places.ts";

// A lab has no way out, so this machine fetches what a changed file asks for, for all its machines together, and puts it beside apt in
// each. From there the run installs it as it does on servers.

/** Where a machine finds them. */
const REPOSITORY = "/var/lib/lab-packages";
const SOURCE = "/etc/apt/sources.list.d/lab-packages.sources";

/**
 * Fetches these packages, with all that they need beyond the image, into a folder of this machine. Throws `BZ_PACKAGE_UNKNOWN` for
 * names that Debian does not know; the lab is as it was then.
 */
export async function fetchPackages(image: string, names: readonly string[], folder: string): Promise<void> {
  // In namespaces of its own: the mounts go with it, however it ends.
  const isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "slave", "sh", "-c"];
  const result = await run([...isolated, fetchScript(image, names, folder)], { timeoutMs: 600_000 });
  if (result.code === 0) return;
  await rm(`${folder}.partial`, { recursive: true, force: true });
  const near = result.stdout.split("\n").filter((line) => line !== "");
  throw unknownPackages(result.stderr, near) ?? unfetched(result.code, result.stderr);
}

function unfetched(code: number, output: string): BartizanError {
  return fail("BZ_LAB_PACKAGES", { found: `status ${code}`, output: output.trimEnd().split("\n").slice(-15).join("\n") });
}

function fetchScript(image: string, names: readonly string[], folder: string): string {
  const draft = shellWord(`${folder}.partial`);
  const words = shellWords(names);
  return `set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
rm -rf ${draft}
mkdir -p ${draft}
mount -t tmpfs none ${draft}
cd ${draft}
mkdir upper work root
mount -t overlay none -o lowerdir=${shellWord(image)},upperdir=upper,workdir=work root
cp -L /etc/resolv.conf /etc/hosts root/etc/
mount --rbind /dev root/dev
mount -t proc proc root/proc
chroot root apt-get update -qq >&2
if ! chroot root apt-get install -qq -y --no-install-recommends --download-only ${words} >&2; then
  # Among these are the names that were meant.
  chroot root apt-cache pkgnames || :
  exit 1
fi
cd root/var/cache/apt/archives
for deb in *.deb; do
  [ -e "$deb" ] || continue
  dpkg-deb -f "$deb"
  printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum <"$deb" | cut -c1-64)"
done >Packages
mkdir -p ${shellWord(folder)}
cp -f -- *.deb ${shellWord(folder)}/ 2>/dev/null || :
cat Packages >>${shellWord(folder)}/Packages`;
}

/** Puts the fetched packages where apt of a machine that runs finds them, and nothing else. */
export async function offerPackages(id: string, machine: string, folder: string): Promise<void> {
  const there = `set -e
rm -rf ${REPOSITORY}.new
mkdir -p ${REPOSITORY}.new
tar -C ${REPOSITORY}.new --no-same-owner -xf -
chmod -R a+rX ${REPOSITORY}.new
rm -rf ${REPOSITORY}
mv -T ${REPOSITORY}.new ${REPOSITORY}
printf 'Types: deb\\nURIs: file:${REPOSITORY}\\nSuites: ./\\nTrusted: yes\\n' >${SOURCE}
# Debian's own servers cannot be reached from here, which costs time to find out.
apt-get update -qq -o Dir::Etc::sourcelist=${SOURCE} -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0`;
  const login = [...enterLab(id), "ssh", "-F", sshConfigFile(id), "-o", "BatchMode=yes", "-o", "ControlPath=none", machine, there];
  await must(["sh", "-c", `tar -C ${shellWord(folder)} -cf - . | ${shellWords(login)}`], { timeoutMs: 300_000 });
}
