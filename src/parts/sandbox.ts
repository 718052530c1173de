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
 * The `[Service]` lines that confine a daemon of the monitoring: it may read the system, write its own state and talk
 * to the addresses given. On hosts without BPF in systemd (some containers) the address lines have no effect.
 *
 * `ProtectClock` and `PrivateNetwork` are left out: the first hides the clock's state from the node exporter, the
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
