import { KERNEL_GUARDS } from "../../kit/sandbox.ts";
import { TEXTFILE_FOLDER } from "../node-exporter/textfile.ts";
import { BACKUP_SCRIPT, BACKUP_STATE, CACHE } from "./names.ts";

interface Job {
  readonly description: string;
  readonly verb: string;
}

export const TAKE: Job = { description: "Copy of the database", verb: "take-if-due" };
export const TEST: Job = { description: "Restore of the last copy of the database", verb: "test-if-due" };

/** It reads the database as root by its socket; the scratch server is started as mysql, which takes the capabilities. */
export function serviceText({ description, verb }: Job): string {
  return `# By Bartizan.
[Unit]
Description=${description}
After=network-online.target mariadb.service
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=/bin/sh ${BACKUP_SCRIPT} ${verb}
TimeoutStartSec=12h
Nice=10
IOSchedulingClass=idle
UMask=0077
CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER CAP_KILL
NoNewPrivileges=yes
ProtectSystem=strict
StateDirectory=${BACKUP_STATE.slice("/var/lib/".length)}
StateDirectoryMode=0711
CacheDirectory=${CACHE.slice("/var/cache/".length)}
ReadWritePaths=-${TEXTFILE_FOLDER}
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
${KERNEL_GUARDS}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
`;
}

/** Persistent: what was due while the host was off is made up for at its start. */
export function timerText({ description }: Job, calendar: "hourly" | "daily"): string {
  return `# By Bartizan.
[Unit]
Description=${description}, when it is due

[Timer]
OnActiveSec=${calendar === "hourly" ? "2min" : "15min"}
OnCalendar=${calendar}
RandomizedDelaySec=5min
Persistent=yes

[Install]
WantedBy=timers.target
`;
}
