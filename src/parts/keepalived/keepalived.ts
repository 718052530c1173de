import { namesOf } from "../../kit/answer-words.ts";
import type { Move } from "../../kit/faces/status.ts";
import { IN_WINDOW } from "../../kit/panel.ts";
import type { Part } from "../../kit/part.ts";
import { KERNEL_GUARDS } from "../../kit/sandbox.ts";
import { dropIn, running, shellFile } from "../../kit/unit-file.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { hasVirtualAddress, virtualAddresses } from "../../model/virtual-address.ts";
import { type FileResource, keyOf, type Resource } from "../../state/resource.ts";
import { keepalivedAlerts } from "./alerts.ts";
import { addressMoves } from "./change-over.ts";
import { interfacesScript, keepalivedConfig, SCRIPT_USER, TAKEOVER_FOLDER } from "./config.ts";
import { vrrpFlows } from "./flows.ts";
import { handoverScript } from "./handover.ts";
import { vrrpSplitBrainRisk } from "./vrrp-split-brain-risk.ts";

const CONFIG = "/etc/keepalived/keepalived.conf";
const INTERFACES_SCRIPT = "/usr/local/lib/bartizan/keepalived-interfaces";
const HANDOVER_SCRIPT = "/usr/local/lib/bartizan/keepalived-handover";
const UNIT = "keepalived.service";

/** The addresses that the textfile collector looks for on a balancer. */
const ADDRESSES = "/etc/bartizan/virtual-addresses";

const HELD = "bartizan_virtual_address_held";
const addressMove: Move = {
  expr: `max by (address, host) (last_over_time(${HELD}${IN_WINDOW}))`,
  has: 1,
  words: "{host} takes {address}",
};

/** The address that moves to another balancer when its holder dies. */
export const keepalived: Part = {
  name: "keepalived",
  flowServices: ["vrrp"],
  reserved: { accounts: ["keepalived"] },
  standsOn: (host, infra) => host.roles.includes("balancer") && hasVirtualAddress(infra),
  changeOver: { balancer: addressMoves },
  rules: [vrrpSplitBrainRisk],
  elements: (infra) => {
    const use = "Moves the site's address to another balancer when its holder dies.";
    return hasVirtualAddress(infra)
      ? [{ place: 30, name: "virtual address", program: "keepalived", hosts: namesOf(infra, "balancer"), use }]
      : [];
  },
  realTime: true,
  // It takes the address of the site, and with it the requests.
  needs: () => ["haproxy", "nginx"],
  // The handover: nft keeps new connections waiting, ss sees the last ones go, socat speaks to HAProxy.
  packages: () => ["keepalived", "curl", "iproute2", "nftables", "socat"],
  services: () => [{ unit: UNIT, roles: ["balancer"], packages: ["keepalived"] }],
  flows: (infra) => (hasVirtualAddress(infra) ? [vrrpFlows(infra)] : []),
  alerts: keepalivedAlerts,
  mutes: (infra) => {
    const balancers = hostsOf(infra, "balancer").map((host) => host.name);
    // Who hears of the silence of one need not hear that another one has its address. Of an only one there is more to say: see the probe.
    return hasVirtualAddress(infra) && balancers.length > 1 ? [{ alert: "VirtualAddressMoved", whileSilent: balancers }] : [];
  },
  textfiles: () => [{ names: HELD }],
  moves: (infra) => (hasVirtualAddress(infra) && hostsOf(infra, "balancer").length > 1 ? [addressMove] : []),
  // Its script asks whether HAProxy lives.
  loopback: () => [{ port: PORTS.loopback.proxyMetrics, accounts: [SCRIPT_USER] }],
  resources: (host, { infra }) => {
    const interfaces = interfacesScript(host, infra);
    const scripts = [shellFile(INTERFACES_SCRIPT, [interfaces]), shellFile(HANDOVER_SCRIPT, [handoverScript(infra)])];
    const config: FileResource = { kind: "file", path: CONFIG, content: [keepalivedConfig(host, infra)], validate: validate(interfaces) };
    const unit = dropIn(UNIT, unitAdditions);
    const resources: readonly Resource[] = [
      { kind: "account", name: SCRIPT_USER },
      { kind: "directory", path: TAKEOVER_FOLDER },
      { kind: "file", path: ADDRESSES, content: [`${virtualAddresses(infra).join("\n")}\n`] },
      ...scripts,
      config,
      unit,
      running(UNIT, {
        restartOn: [keyOf(unit)],
        reloadOn: [keyOf(config), `file:${INTERFACES_SCRIPT}`],
      }),
    ];
    return resources;
  },
};

/** keepalived(8) also looks whether the interfaces are there, so it has to be told them first. */
const validate = (interfaces: string): string => `sh -s <<'END' || exit 1
${interfaces}END
keepalived --config-test --use-file "$1"`;

const unitAdditions = `# By Bartizan.
[Unit]
# Stopping goes the other way round: the address is given away before the firewall, the network or HAProxy go. And whenever
# HAProxy is stopped or restarted, by an upgrade as well, systemd lets keepalived give the address away before.
After=haproxy.service bartizan-firewall.service
PartOf=haproxy.service
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=1
RuntimeDirectory=keepalived
ExecStartPre=/bin/sh ${INTERFACES_SCRIPT}
# Its advertisements have to be in time, on a busy machine, too: silence means death. Where that is not to be had, it does without.
ExecStart=
ExecStart=/bin/sh -c 'chrt --rr --pid 50 $$$$ || true; exec /usr/sbin/keepalived --dont-fork'
LimitRTTIME=1s
ExecReload=
ExecReload=/bin/sh ${INTERFACES_SCRIPT}
ExecReload=/bin/kill -HUP $MAINPID
ExecStop=/bin/sh ${HANDOVER_SCRIPT} leave
ExecStopPost=/bin/sh ${HANDOVER_SCRIPT} left
TimeoutStopSec=60
NoNewPrivileges=yes
ProtectSystem=full
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
${KERNEL_GUARDS.replace("RestrictRealtime=yes", "RestrictRealtime=no")}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=CAP_NET_ADMIN CAP_NET_RAW CAP_NET_BROADCAST CAP_SETUID CAP_SETGID CAP_SYS_NICE CAP_IPC_LOCK CAP_KILL CAP_DAC_OVERRIDE
`;
