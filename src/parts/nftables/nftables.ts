import { namesWhere } from "../../kit/answer-words.ts";
import type { LoopbackPort, Part } from "../../kit/part.ts";
import { confinedEarlyScript } from "../../kit/sandbox.ts";
import { running, unitFile } from "../../kit/unit-file.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { cutOff } from "./cut-off.ts";
import { loopbackRules } from "./loopback.ts";
import { FIREWALL_TABLE, ruleset } from "./ruleset.ts";
import { shutOut } from "./ways-in.ts";

const PATH = "/etc/bartizan/firewall.nft";
const UNIT = "bartizan-firewall.service";
const LOOPBACK_PATH = "/etc/bartizan/loopback.nft";
const LOOPBACK_UNIT = "bartizan-loopback.service";

/**
 * The firewall of every host that has no other one. Debian's own unit is masked: it flushes every table of the machine when it stops, and what it
 * loads begins with `flush ruleset`. It comes first, so that its last stop cannot take our table away for good.
 */
export const nftables: Part = {
  name: "nftables",
  reserved: { services: ["nftables"] },
  standsOn: (host) => host.firewall.by === "bartizan",
  objections: (host, infra, flows, facts, state) =>
    state === undefined ? shutOut(host, infra, flows, facts.connection) : cutOff(host, infra, flows, state, facts),
  elements: (infra, flows) => {
    const hosts = namesWhere(infra, (host) => host.firewall.by === "bartizan");
    const use = `Drops every new connection but the ${flows} flows that the file amounts to.`;
    return [{ place: 10, name: "firewall", program: "nftables", hosts, use }];
  },
  packages: () => ["nftables"],
  services: () => [{ unit: UNIT }, { unit: LOOPBACK_UNIT }],
  resources: (host, { infra, flows, loopback }) => [
    { kind: "ruleset", path: PATH, table: FIREWALL_TABLE, content: [ruleset(host, infra, flows)] },
    unitFile(UNIT, unit),
    { kind: "unit", name: "nftables.service", want: "masked" },
    running(UNIT, { restartOn: [`file:/etc/systemd/system/${UNIT}`] }),
    ...(loopback.length === 0 ? [] : loopbackResources(loopback)),
  ],
};

/** nft(8) talks to the kernel, and to nobody else; what the kernel loads for it does not come through here. */
const CONFINED = confinedEarlyScript({ capabilities: ["CAP_NET_ADMIN"], families: ["AF_NETLINK"] });

function loopbackResources(ports: readonly LoopbackPort[]): readonly Resource[] {
  const rules: Resource = {
    kind: "file",
    path: LOOPBACK_PATH,
    content: [loopbackRules(ports)],
    validate: 'nft -c -f "$1"',
  };
  const its = unitFile(LOOPBACK_UNIT, loopbackUnit);
  return [rules, its, running(LOOPBACK_UNIT, { restartOn: [rules, its].map(keyOf) })];
}

/** Accounts are known when the system's files are there. */
const loopbackUnit = `# By Bartizan.
[Unit]
Description=Closes loopback ports to accounts that have no business there
Documentation=man:nft(8)
DefaultDependencies=no
Before=network-pre.target shutdown.target
After=local-fs.target bartizan-firewall.service
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
StandardInput=null
${CONFINED}ExecStart=/usr/sbin/nft -f ${LOOPBACK_PATH}

[Install]
WantedBy=sysinit.target
`;

/** Loads the rules before there is a network. It has no ExecStop: stopping a unit must not open a host. */
const unit = `# By Bartizan.
[Unit]
Description=Firewall compiled from the declared flows
Documentation=man:nft(8)
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target shutdown.target
After=local-fs.target systemd-modules-load.service
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
StandardInput=null
${CONFINED}ExecStart=/usr/sbin/nft -f ${PATH}
ExecReload=/usr/sbin/nft -f ${PATH}

[Install]
WantedBy=sysinit.target
`;
