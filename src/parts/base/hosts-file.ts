import type { LocalName } from "../../kit/part.ts";
import { confinedScript } from "../../kit/sandbox.ts";
import { running, unitFile } from "../../kit/unit-file.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import type { CommandResource, Resource } from "../../state/resource.ts";

const NAMES = "/etc/bartizan/hosts";
const SCRIPT = "/usr/local/lib/bartizan/hosts";
const SERVICE = "bartizan-hosts.service";
const PATH = "bartizan-hosts.path";
const BEGIN = "# Bartizan's names begin";
const END = "# Bartizan's names end";
/** How the file began while it was Bartizan's as a whole. */
const FORMER = "# By Bartizan: all hosts of ";

/**
 * The names that every host knows, the same on all of them but for those of its own. Without them names depend on a resolver, and every
 * reverse look-up of a neighbour costs seconds.
 */
export function hostsFile(infra: Infrastructure, own: readonly LocalName[]): string {
  const addresses = infra.hosts.flatMap((it) =>
    [it.address, it.address6]
      .filter((address) => address !== undefined)
      .map((address) => `${address} ${it.name}.${infra.name}.internal ${it.name}`),
  );
  const local = own.map(({ name, about }) => `# ${about}\n127.0.0.1 ${name}\n`);
  return `# All hosts of ${infra.name}. ${SCRIPT} keeps these lines in /etc/hosts.\n${addresses.join("\n")}\n${local.join("")}`;
}

/**
 * /etc/hosts is not ours alone: it has lines of the operator's, cloud-init writes it anew at boot (`manage_etc_hosts`), and so do agents of
 * providers. So we keep a block of lines in it, before all others, and put it back when somebody else has written the file: at boot before
 * names are looked up, and whenever it changes.
 */
export function namesInHosts(infra: Infrastructure, own: readonly LocalName[]): readonly Resource[] {
  const names = hostsFile(infra, own);
  const put: CommandResource = {
    kind: "command",
    id: "hosts",
    title: "names in /etc/hosts, before the lines of others",
    check: [`names() {\ncat <<'BARTIZAN_NAMES'\n${names}BARTIZAN_NAMES\n}\n${WHOLE}\nwhole | cmp -s - /etc/hosts && echo kept`],
    want: "kept",
    apply: [SCRIPT],
    takesOver: ["file:/etc/hosts"],
  };
  const watch = running(PATH, { restartOn: [`file:/etc/systemd/system/${PATH}`] });
  return [
    { kind: "file", path: NAMES, content: [names] },
    { kind: "file", path: SCRIPT, content: [script], mode: "0755" },
    unitFile(SERVICE, service),
    unitFile(PATH, path),
    // Started at boot, and again for each change: so it is not a unit that stays active.
    { kind: "link", path: `/etc/systemd/system/multi-user.target.wants/${SERVICE}`, target: `/etc/systemd/system/${SERVICE}` },
    put,
    watch,
  ];
}

/**
 * Shell functions: `whole` prints /etc/hosts as it should be, with what `names` prints in front. A block without its end is left for its
 * reader to judge. The machine's own name is added when nobody else knows it: sudo complains of a host that it cannot resolve.
 */
const WHOLE = `others() {
  if head -n 1 /etc/hosts 2>/dev/null | grep -q '^${FORMER}'; then
    # An earlier version had taken the whole file.
    cat /var/lib/bartizan/originals/etc/hosts 2>/dev/null || :
  else
    awk -v begin="${BEGIN}" -v end="${END}" '
      at == 0 && $0 == begin { at = 1; held = $0; next }
      at == 1 && $0 == end { at = 2; next }
      at == 1 { held = held "\\n" $0; next }
      { print }
      END { if (at == 1) print held }' /etc/hosts 2>/dev/null || :
  fi
}
knows() { # name, of the lines on standard input
  awk -v name="$1" '{ sub(/#.*/, ""); for (i = 2; i <= NF; i++) if ($i == name) found = 1 } END { exit !found }'
}
whole() {
  echo "${BEGIN}"
  names
  own=$(uname -n)
  { names; others; } | knows "$own" || echo "127.0.1.1 $own"
  others | knows localhost || printf '127.0.0.1 localhost\\n::1 localhost ip6-localhost ip6-loopback\\n'
  echo "${END}"
  others
}`;

const script = `#!/bin/sh
# By Bartizan: keeps the lines of ${NAMES} in /etc/hosts, before those of others. Started by ${SERVICE} at boot,
# after cloud-init, and whenever the file has been written (${PATH}).
set -eu
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 022
names() { cat ${NAMES}; }
${WHOLE}
new=$(mktemp /etc/hosts.bartizan-XXXXXX)
trap 'rm -f "$new"' EXIT
whole >"$new"
cmp -s "$new" /etc/hosts && exit 0
chmod 644 "$new"
# In one step; unless the file is a link or a mount, which are somebody's choice.
if [ -L /etc/hosts ] || ! mv -fT "$new" /etc/hosts 2>/dev/null; then cat "$new" >/etc/hosts; fi
`;

const service = `# By Bartizan.
[Unit]
Description=Names of the hosts in /etc/hosts
Documentation=man:hosts(5)
After=cloud-init.service cloud-init-network.service
Wants=nss-lookup.target
Before=nss-lookup.target
# Whoever writes the file ten times in ten seconds does not end this.
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${SCRIPT}
# The file may be somebody else's.
${confinedScript({ capabilities: ["CAP_DAC_OVERRIDE"], writes: ["/etc"] })}
[Install]
WantedBy=multi-user.target
`;

const path = `# By Bartizan.
[Unit]
Description=Somebody has written /etc/hosts

[Path]
PathChanged=/etc/hosts

[Install]
WantedBy=multi-user.target
`;
