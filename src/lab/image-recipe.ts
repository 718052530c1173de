import { sha256 } from "../util/hash.ts";
import { shellWord, shellWords } from "../util/shell.ts";

/** Debian 13. */
export const SUITE = "trixie";
/** Where mmdebstrap gets it from unless it is told otherwise. */
export const MIRROR = "http://deb.debian.org/debian";

/** Raised when the recipe changes, so that older images are not taken for its result. */
const VERSION = 1;

/** What a lab machine needs besides the packages of the parts: to boot, to be reached, and to be looked at. */
const BASE = [
  "ca-certificates",
  "curl",
  "dbus",
  "iproute2",
  "iputils-ping",
  "less",
  "netbase",
  "nftables",
  "nmap",
  "openssh-server",
  "openssl",
  "procps",
  "socat",
  "systemd",
  "systemd-sysv",
  "tcpdump",
  "udev",
  "zstd",
] as const;

/** Units that run in a machine that has just been made; whatever else packages enabled is switched off until the plan wants it. */
const RUNNING = ["ssh.service"];

/** All packages of an image, in one order. */
export function imagePackages(packages: readonly string[]): readonly string[] {
  return [...new Set([...BASE, ...packages])].sort();
}

/** The name of an image: what it is made of. */
export function imageHash(packages: readonly string[]): string {
  return sha256(JSON.stringify([VERSION, SUITE, finish(), packages])).slice(0, 16);
}

/** Runs at the end of mmdebstrap with the tree as `$1`. */
function finish(): string {
  return `set -eu
root=$1
# Nothing that a package installed starts by itself: neither by its unit nor by its timer.
mkdir -p "$root/etc/systemd/system-preset"
preset="$root/etc/systemd/system-preset/00-lab.preset"
${RUNNING.map((unit) => `echo 'enable ${unit}' >> "$preset"`).join("\n")}
echo 'disable *' >> "$preset"
systemctl --root="$root" preset-all --quiet 2>/dev/null
rm "$preset"
rmdir "$root/etc/systemd/system-preset" 2>/dev/null || :
# Nor by an init script that no unit stands for.
for script in "$root"/etc/init.d/*; do
  name=\${script##*/}
  [ -e "$root/usr/lib/systemd/system/$name.service" ] || [ -L "$root/usr/lib/systemd/system/$name.service" ] || chroot "$root" update-rc.d "$name" disable >/dev/null 2>&1 || :
done
# What must differ from machine to machine is made with each one.
rm -f "$root"/etc/ssh/ssh_host_*_key* "$root/var/lib/dbus/machine-id" "$root/var/lib/systemd/random-seed"
: > "$root/etc/machine-id"
: > "$root/etc/resolv.conf"
printf '127.0.0.1 localhost\\n::1 localhost\\n' > "$root/etc/hosts"
echo localhost > "$root/etc/hostname"
# The journal survives a crash of the machine if this folder is there.
install -d -m 2755 "$root/var/log/journal"
chroot "$root" chgrp systemd-journal /var/log/journal
rm -f "$root"/var/log/*.log "$root"/var/log/apt/*
# dpkg was told to be fast; later installations are to be safe.
sed -i '/force-unsafe-io/d' "$root"/etc/dpkg/dpkg.cfg.d/*
# Nothing is newer than these, so the first boot need not rebuild caches (ConditionNeedsUpdate=, systemd.unit(5)).
touch "$root/etc/.updated" "$root/var/.updated"
`;
}

export interface BuildOptions {
  /** Folder of all images. */
  readonly dir: string;
  readonly hash: string;
  readonly packages: readonly string[];
  readonly mirror?: string;
  /** Name of an image that has some of the packages, and no others. */
  readonly parent?: string;
}

/**
 * The build as a shell script. An image that is there already is copied, and gets what it lacks: that takes a fraction of the time. It runs under the image's lock, writes beside the place where the image will be and moves it
 * there at the end, so that an image that has its name is whole.
 */
export function buildScript({ dir, hash, packages, mirror, parent }: BuildOptions): string {
  const mmdebstrap = [
    "mmdebstrap",
    "--mode=root",
    "--variant=minbase",
    "--format=directory",
    `--include=${packages.join(",")}`,
    '--aptopt=Acquire::Retries "3"',
    "--dpkgopt=force-unsafe-io",
    ...["man", "locale", "info", "groff", "lintian"].map((it) => `--dpkgopt=path-exclude=/usr/share/${it}/*`),
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-include=/usr/share/doc/*/copyright",
    `--customize-hook=sh ${shellWord(`${dir}/${hash}.partial/finish.sh`)} "$1"`,
    SUITE,
  ];
  return `set -eu
cd ${shellWord(dir)}
[ ! -e ${hash}/image.json ] || exit 0
# What builds that were killed left behind; those that still run hold their lock.
for partial in *.partial; do
  [ -d "$partial" ] || continue
  [ "$partial" = ${hash}.partial ] && rm -rf --one-file-system -- "$partial" && continue
  flock --nonblock "\${partial%.partial}.lock" rm -rf --one-file-system -- "$partial" || :
done
trap 'umount -R ${hash}.partial/rootfs/proc ${hash}.partial/rootfs/dev 2>/dev/null; rm -rf --one-file-system -- ${hash}.partial' EXIT
mkdir ${hash}.partial
cat > ${hash}.partial/finish.sh <<'END_OF_FINISH'
${finish()}END_OF_FINISH
cat > ${hash}.partial/image.json <<'END_OF_RECORD'
${JSON.stringify({ suite: SUITE, packages }, null, 2)}
END_OF_RECORD
# What it keeps for itself meanwhile goes with the rest when it is killed.
mkdir ${hash}.partial/tmp
export TMPDIR=${shellWord(`${dir}/${hash}.partial/tmp`)}
if ${parent === undefined ? "false" : copyOf(parent, hash)}; then
${withPackages(`${hash}.partial/rootfs`, packages)}
  sh ${hash}.partial/finish.sh ${hash}.partial/rootfs
else
  rm -rf ${hash}.partial/rootfs
  ${shellWords(mmdebstrap)} ${hash}.partial/rootfs${mirror === undefined ? "" : ` ${shellWord(mirror)}`}
fi
rm -r ${hash}.partial/finish.sh ${hash}.partial/tmp
sync -f .
trap - EXIT
mv ${hash}.partial ${hash}
`;
}

/** Copies an image, unless it is gone by now; nobody removes it meanwhile. */
function copyOf(parent: string, hash: string): string {
  return `echo 'I: copying an image that has most of the packages...' && flock --shared ${parent}.lock sh -c '[ -e ${parent}/image.json ] && cp -a ${parent}/rootfs ${hash}.partial/rootfs'`;
}

/** Brings a root up to date, and installs these packages in it; nothing is started. In namespaces of its own. */
function withPackages(root: string, packages: readonly string[]): string {
  const apt =
    "DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -qq -y --no-install-recommends -o Dpkg::Options::=--force-unsafe-io -o Acquire::Retries=3";
  return `  echo 'I: installing further packages...'
  cp -L /etc/resolv.conf /etc/hosts ${root}/etc/
  printf '#!/bin/sh\\nexit 101\\n' >${root}/usr/sbin/policy-rc.d
  chmod 755 ${root}/usr/sbin/policy-rc.d
  mount --rbind /dev ${root}/dev
  mount -t proc proc ${root}/proc
  chroot ${root} apt-get update -qq
  chroot ${root} env ${apt} dist-upgrade
  chroot ${root} env ${apt} install ${packages.join(" ")}
  chroot ${root} apt-get clean
  umount ${root}/proc
  umount -R ${root}/dev
  find ${root}/var/lib/apt/lists -mindepth 1 -maxdepth 1 ! -name lock -exec rm -rf {} +
  rm ${root}/usr/sbin/policy-rc.d`;
}
