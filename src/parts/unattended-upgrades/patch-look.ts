import type { PendingUpdates, Upgrade } from "../../kit/patching.ts";
import { shellWords } from "../../util/shell.ts";
import { updatesFunctions } from "../node-exporter/updates-script.ts";
import { runningFiles } from "./running-files.ts";
import type { Serving } from "./serving.ts";

/** Exit status when the lists could not be read. */
export const LISTS_UNREAD = 3;

/** Shell script that reads the lists of packages (`refresh`) and prints what {@link parsePendingUpdates} reads. */
export const patchLookScript = (serving: Serving, refresh: boolean): string => `set -eu
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
${updatesFunctions()}
${runningFiles(serving.renewedByReload)}
${refresh ? `apt-get -q update -o APT::Update::Error-Mode=any -o DPkg::Lock::Timeout=120 >&2 || exit ${LISTS_UNREAD}` : ""}
planned=$(apt-get -s -o Debug::NoLocking=1 --with-new-pkgs upgrade) || exit ${LISTS_UNREAD}
printf '%s\\n' "$planned" | sed -nE 's/^Inst ([^ ]+) \\[([^]]+)\\] \\(([^ ]+) .*[Ss]ecurity.*/@upgrade \\1 \\2 \\3/p; s/^Inst ([^ ]+) \\(([^ ]+) .*[Ss]ecurity.*/@brings \\1/p'
names=$(printf '%s\\n' "$planned" | sed -nE 's/^Inst ([^ ]+) \\[[^]]+\\] .*[Ss]ecurity.*/\\1/p')
affected $names | renewable | sed 's/^/@unit /'
[ -z "$(dpkg --audit)" ] || echo @unfinished
reboot | grep -q ' 1$' && echo @reboot
echo "@boot $(cat /proc/sys/kernel/random/boot_id)"
`;

/** Reads what {@link patchLookScript} printed. */
export function parsePendingUpdates(stdout: string): PendingUpdates {
  const lines = stdout.split("\n").flatMap((line) => (line.startsWith("@") ? [line.slice(1).split(" ")] : []));
  const of = (tag: string): readonly (readonly string[])[] => lines.flatMap(([first, ...rest]) => (first === tag ? [rest] : []));
  return {
    upgrades: of("upgrade").map(([name = "", from = "", to = ""]) => ({ name, from, to })),
    brings: of("brings").map(([name = ""]) => name),
    units: of("unit").map(([name = ""]) => name),
    unfinished: of("unfinished").length > 0,
    reboot: of("reboot").length > 0,
    boot: of("boot")[0]?.[0] ?? "",
  };
}

/**
 * Installs exactly these versions. What was installed for the sake of others stays so. Which of two conffiles is right nobody is asked:
 * Bartizan's own are Bartizan's.
 */
export function upgradeScript(upgrades: readonly Upgrade[]): string {
  if (upgrades.length === 0) return "dpkg --configure -a";
  const names = shellWords(upgrades.map((it) => it.name));
  const options = "-o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold";
  return `export NEEDRESTART_SUSPEND=1 UCF_FORCE_CONFFOLD=1 APT_LISTCHANGES_FRONTEND=none
auto=$(apt-mark showauto ${names}) &&
  apt-get install -qq -y --no-install-recommends --no-remove ${options} ${shellWords(upgrades.map((it) => `${it.name}=${it.to}`))} &&
  { [ -z "$auto" ] || apt-mark -qq auto $auto; }`;
}
