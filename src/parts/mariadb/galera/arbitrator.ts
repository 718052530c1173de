import { KERNEL_GUARDS } from "../../../kit/sandbox.ts";
import { dropIn, running } from "../../../kit/unit-file.ts";
import { writersInOrder } from "../../../model/database.ts";
import { type Host, hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { PORTS } from "../../../model/ports.ts";
import { type FileResource, keyOf, type Resource } from "../../../state/resource.ts";
import { membership } from "./membership.ts";
import { ARBITRATOR_UNIT } from "./names.ts";
import { groupOptions, TLS_SETTINGS_TEXT } from "./settings.ts";

const USER = "bartizan-garbd";
const CONFIG = "/etc/bartizan/garbd.conf";
const TLS = "/etc/bartizan/garbd-openssl.cnf";
/** garbd notes there which group it saw last. */
const STATE = "/var/lib/bartizan-garbd";

/** Whether the host votes in the cluster without being one of its nodes. */
export function isArbitrator(host: Host, infra: Infrastructure): boolean {
  const { database } = infra;
  return (
    database?.topology === "galera" && database.arbitrator === host.name && !hostsOf(infra, "database").some((it) => it.name === host.name)
  );
}

/** garbd: a member of the group that votes and holds no data. It knows the others by the same certificates as the nodes do. */
export function arbitratorResources(host: Host, infra: Infrastructure, groupCertificate: string): readonly Resource[] {
  const group = membership(host, groupCertificate, USER);
  const files: readonly FileResource[] = [
    { kind: "file", path: CONFIG, content: [configText(host, infra)] },
    { kind: "file", path: TLS, content: [TLS_SETTINGS_TEXT] },
    dropIn(ARBITRATOR_UNIT, DROP_IN),
  ];
  return [
    { kind: "written", path: STATE },
    { kind: "account", name: USER },
    ...group.resources,
    ...files,
    // It reads its certificate at its start alone. The others go on without its vote for that second.
    running(ARBITRATOR_UNIT, { restartOn: [...files.map(keyOf), ...group.keys] }),
  ];
}

function configText(host: Host, infra: Infrastructure): string {
  const addresses = writersInOrder(infra).map((it) => `${it.address}:${PORTS.cluster}`);
  const options = Object.entries(groupOptions(host)).map(([name, value]) => `${name}=${value}`);
  return `# Written by Bartizan.
address = gcomm://${addresses.join(",")}
group = ${infra.name}
name = ${host.name}
options = ${options.join(";")}
`;
}

/** Started again for ever: before the first node makes the cluster, and while no majority is there, it finds nobody to join, and ends. */
const DROP_IN = `# Written by Bartizan.
[Unit]
StartLimitIntervalSec=0

[Service]
User=${USER}
ExecStart=
ExecStart=/usr/bin/garbd --cfg ${CONFIG}
Environment=OPENSSL_CONF=${TLS}
WorkingDirectory=${STATE}
StateDirectory=${STATE.slice("/var/lib/".length)}
StateDirectoryMode=0700
Restart=always
RestartSec=2
TimeoutStopSec=15
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
${KERNEL_GUARDS}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
`;
