import { confinedScript } from "../../../kit/sandbox.ts";
import { running, shellFile, unitFile } from "../../../kit/unit-file.ts";
import { type CommandResource, keyOf, type Resource } from "../../../state/resource.ts";
import { text } from "../../../util/content.ts";
import { DATA, SOCKET, TIME_ZONES_MARK, TIME_ZONES_SCRIPT, UNIT } from "./names.ts";
import { client, feed } from "./sql.ts";

// CONVERT_TZ and `SET time_zone = 'Europe/Paris'` read tables that MariaDB's packages leave empty. Each host fills its own from its own
// tzdata, past the binary log and past the cluster: the tables are the server's and not the app's, a replica must not have transactions
// of its own, and it works the same whatever the host's role is or becomes.

export const TIME_ZONES_JOB = "bartizan-time-zones";

/** What the tables are made from; tzdata-legacy, if somebody installed it, has the older names. */
const VERSIONS = `dpkg-query -W -f '\${db:Status-Status} \${Package}=\${Version}\\n' 'tzdata*' | sed -n 's/^installed //p'`;

const SCRIPT = text`#!/bin/sh
# Written by Bartizan: gives MariaDB the time zones of this host, if they have changed since it was given them.
set -eu
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
[ -S ${SOCKET} ] || exit 0
${client(120)}
given=$(cat ${TIME_ZONES_MARK} 2>/dev/null || :)
now=$(${VERSIONS})
[ "$given" != "$now" ] || [ "$(echo 'SELECT COUNT(*) > 0 FROM mysql.time_zone_name' | sql)" != 1 ] || exit 0
rm -f ${TIME_ZONES_MARK}
work=$(mktemp)
trap 'rm -f "$work"' EXIT
# What is no time zone among the files is told one by one.
mariadb-tzinfo-to-sql --skip-write-binlog /usr/share/zoneinfo >"$work" 2>/dev/null
{ echo 'USE mysql;'; cat "$work"; } | sql
echo "$now" >${TIME_ZONES_MARK}
`;

const SERVICE = `# Written by Bartizan.
[Unit]
Description=Time zones of this host for MariaDB
After=${UNIT}

[Service]
Type=oneshot
ExecStart=/bin/sh ${TIME_ZONES_SCRIPT}
# Its note lies in MariaDB's folder.
${confinedScript({ capabilities: ["CAP_DAC_OVERRIDE"], writes: [DATA] })}`;

/** Persistent: what was due while the host was off is made up for. */
const TIMER = `# Written by Bartizan.
[Unit]
Description=Looks daily whether an update has brought other time zones

[Timer]
OnCalendar=daily
RandomizedDelaySec=1h
Persistent=yes

[Install]
WantedBy=timers.target
`;

/** What stands on a database host before its server runs. */
export function timeZoneFiles(): readonly Resource[] {
  const timer = unitFile(`${TIME_ZONES_JOB}.timer`, TIMER);
  return [
    shellFile(TIME_ZONES_SCRIPT, SCRIPT),
    unitFile(`${TIME_ZONES_JOB}.service`, SERVICE),
    timer,
    running(`${TIME_ZONES_JOB}.timer`, { restartOn: [keyOf(timer)] }),
  ];
}

/** What is done once the server answers. */
export function timeZonesCommand(): CommandResource {
  return {
    kind: "command",
    id: "database-time-zones",
    title: "time zones of the database",
    check: text`[ -S ${SOCKET} ] || exit 0
[ "$(cat ${TIME_ZONES_MARK} 2>/dev/null)" = "$(${VERSIONS})" ] || exit 0
${client(5)}
${feed("sql", text`SELECT IF(COUNT(*) > 0, 'loaded', 'none') FROM mysql.time_zone_name;`)}`,
    want: "loaded",
    // A node that joins a cluster takes another's data in the place of its own, the mark included.
    asks: [`unit:${UNIT}`],
    apply: text`${TIME_ZONES_SCRIPT}`,
  };
}
