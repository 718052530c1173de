/** The `[Service]` lines that keep a daemon from the kernel, the clock and the names of the host; no network daemon needs those. */
export const KERNEL_GUARDS = `ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes`;

/**
 * The `[Service]` lines that refuse what neither a server nor a client ever asks the kernel for. For programs that ask for much else, so that a list
 * of all they may ask for would one day lack something.
 */
export const NEVER_CALLED = `SystemCallFilter=~@clock @cpu-emulation @debug @module @mount @obsolete @raw-io @reboot @swap
SystemCallErrorNumber=EPERM`;

/** What a short script of root's on its own host needs beyond reading the system. */
export interface Needs {
  readonly capabilities?: readonly string[];
  /** Where it may write, besides a /tmp of its own. */
  readonly writes?: readonly string[];
  /** Default: nobody elsewhere, only what listens on a unix socket. */
  readonly families?: readonly string[];
}

/** The `[Service]` lines that confine such a script. */
export function confinedScript(needs: Needs): string {
  return `${scriptLines(needs)}PrivateTmp=yes\n`;
}

/** The same for what runs before there is a /tmp: systemd would have it wait for that. */
export function confinedEarlyScript(needs: Needs): string {
  return scriptLines(needs);
}

function scriptLines({ capabilities = [], writes = [], families = [] }: Needs): string {
  return `NoNewPrivileges=yes
CapabilityBoundingSet=${capabilities.join(" ")}
ProtectSystem=strict
${writes.length === 0 ? "" : `ReadWritePaths=${writes.join(" ")}\n`}ProtectHome=yes
PrivateDevices=yes
ProtectProc=invisible
${KERNEL_GUARDS}
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=${["AF_UNIX", ...families].join(" ")}
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
${families.some((it) => it.startsWith("AF_INET")) ? "" : "IPAddressDeny=any\n"}`;
}

/**
 * The `[Service]` lines that confine a daemon of the monitoring: it may read the system, write its own state and talk
 * to the addresses given. On hosts without BPF in systemd (some containers) the address lines have no effect.
 *
 * `ProtectClock` and `PrivateNetwork` are left out: the first hides the clock's state from the machine's exporter, the
 * second would cut the loopback that the agent scrapes.
 */
export function sandbox(addresses: readonly string[] = []): string {
  return `NoNewPrivileges=yes
CapabilityBoundingSet=
UMask=0027
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
IPAddressDeny=any
IPAddressAllow=${["localhost", ...addresses].join(" ")}
`;
}

/**
 * A drop-in for a unit that Debian ships: confined, started again for ever. Without `StartLimitIntervalSec=0` five
 * failures within ten seconds would leave a watcher down for good.
 */
export function confinedDropIn(extra = ""): string {
  return `# By Bartizan.
[Unit]
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=1
${sandbox()}${extra}`;
}
