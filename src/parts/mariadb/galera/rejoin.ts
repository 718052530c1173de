import { running, unitFile } from "../../../kit/unit-file.ts";
import { keyOf, type Resource } from "../../../state/resource.ts";
import { text } from "../../../util/content.ts";
import { UNIT } from "../server/names.ts";
import { client } from "../server/sql.ts";
import { CONNECTION } from "./member.ts";
import { LEFT, REJOIN_SCRIPT, REJOIN_UNIT } from "./names.ts";

// A node that could not catch up (Galera says "node restart required" then), as when another one joins at the same moment, leaves the
// group for good and goes on running: alive for systemd, of use to nobody. Whoever restarts a crashed server has to restart this one, too.

const PATH_TEXT = `# Written by Bartizan.
[Unit]
Description=Sees that this host's node has left its Galera cluster

[Path]
PathExists=${LEFT}

[Install]
WantedBy=paths.target
`;

const SERVICE_TEXT = `# Written by Bartizan.
[Unit]
Description=Starts a node anew that has left its Galera cluster and runs on
# Only when it has come up, or down, does it show which of both it was to do.
After=${UNIT}
# Whoever stops MariaDB in order calls it, too: the script counts by itself what it restarts.
StartLimitIntervalSec=0

[Service]
Type=oneshot
ExecStart=${REJOIN_SCRIPT}
`;

/** For how long it notes when it started a node anew, in uptimes, and how many times it does within that. */
const RESTARTS = { file: "/run/bartizan-galera-restarts", seconds: 900, most: 5 } as const;

const SCRIPT = text`#!/bin/sh
# Written by Bartizan.
set -u
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
${client(5)}
rm -f ${LEFT}
systemctl is-active --quiet ${UNIT} || exit 0
connection=$(echo "${CONNECTION}" | sql) || exit 0
[ "$connection" = Disconnected ] || exit 0
# Who leaves again and again needs a person.
now=$(cut -d. -f1 /proc/uptime)
recent=$(awk -v since=$((now - ${String(RESTARTS.seconds)})) '$1 > since' ${RESTARTS.file} 2>/dev/null)
if [ "$(printf '%s\n' "$recent" | grep -c .)" -ge ${String(RESTARTS.most)} ]; then
  echo "this node has left the group again and again, and is not started anew any more" >&2
  exit 1
fi
printf '%s\n' "$recent" "$now" >${RESTARTS.file}
echo "this node has left the group and does not come back by itself: MariaDB starts anew"
exec systemctl --no-block restart ${UNIT}
`;

/** What brings a node back that has left the group while its server runs. */
export function rejoinResources(): readonly Resource[] {
  const path = unitFile(`${REJOIN_UNIT}.path`, PATH_TEXT);
  return [
    { kind: "written", path: RESTARTS.file },
    { kind: "file", path: REJOIN_SCRIPT, content: SCRIPT, mode: "0755" },
    unitFile(`${REJOIN_UNIT}.service`, SERVICE_TEXT),
    path,
    running(`${REJOIN_UNIT}.path`, { restartOn: [keyOf(path)] }),
  ];
}
