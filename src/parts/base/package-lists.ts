import { KERNEL_GUARDS } from "../../kit/sandbox.ts";
import { running, timerStamp, unitFile } from "../../kit/unit-file.ts";
import { keyOf, type Resource } from "../../state/resource.ts";

const NAME = "bartizan-package-lists";
const STATE = `/var/lib/${NAME}`;

/** Its age is that of the lists: apt gives the lists themselves the time at which the mirror made them. */
export const PACKAGE_LISTS_STAMP = `${STATE}/refreshed`;

/** What Debian publishes is read several times a day, or nobody would know of a hole that it closes. Nothing is installed by it. */
export function packageLists(): readonly Resource[] {
  const service = unitFile(`${NAME}.service`, serviceText);
  const timer = unitFile(`${NAME}.timer`, timerText);
  return [
    { kind: "written", path: STATE },
    { kind: "written", path: timerStamp(NAME) },
    service,
    timer,
    running(`${NAME}.timer`, { restartOn: [keyOf(timer)] }),
  ];
}

// By itself apt-get(8) ends well when a source does not answer, and goes on with the old list.
const serviceText = `# By Bartizan.
[Unit]
Description=Read the lists of packages from their sources
Documentation=man:apt-get(8)
After=network-online.target

[Service]
Type=oneshot
ExecStart=/usr/bin/apt-get -q update -o APT::Update::Error-Mode=any -o DPkg::Lock::Timeout=120
ExecStartPost=/usr/bin/touch ${PACKAGE_LISTS_STAMP}
StateDirectory=${NAME}
Restart=on-failure
RestartSec=30min
TimeoutStartSec=15min
Nice=10
IOSchedulingClass=idle
NoNewPrivileges=yes
# It reads the network as the account _apt.
CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_CHOWN CAP_FOWNER CAP_DAC_OVERRIDE CAP_KILL
ProtectSystem=full
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
${KERNEL_GUARDS}
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
`;

// Each host at a moment of its own.
const timerText = `# By Bartizan.
[Unit]
Description=Read the lists of packages from their sources, every six hours

[Timer]
OnCalendar=*-*-* 00/6:00
RandomizedDelaySec=3h
FixedRandomDelay=yes
Persistent=yes

[Install]
WantedBy=timers.target
`;
