import { administration } from "../../kit/faces/exposed.ts";
import type { Part } from "../../kit/part.ts";
import { running } from "../../kit/unit-file.ts";
import type { Channel, FlowGroup } from "../../model/flow-group.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { sshPortsOf } from "../../model/ssh-ports.ts";
import type { FileResource } from "../../state/resource.ts";
import { storeSection } from "../backup/store.ts";

const CONFIG = "/etc/ssh/sshd_config.d/00-bartizan.conf";

/** The operators' way in: by key only, from their ranges only. */
export const opensshPart: Part = {
  name: "openssh",
  flowServices: ["ssh", "ssh-PORT"],
  exposes: [{ ...administration("ssh", "SSH", ["sshd"], 22), on: () => true }],
  standsOn: () => true,
  ports: () => [{ port: PORTS.ssh, name: "ssh" }],
  packages: () => ["openssh-server"],
  services: () => [{ unit: "ssh.service" }],
  flows,
  resources: (host, { infra }) => [
    configFile(infra.firewall.admin, storeSection(host, infra)),
    running("ssh.service", { reloadOn: [`file:${CONFIG}`] }),
  ],
};

/**
 * By the port that the operators came by, and by the others of the same sshd, which another operator may use. Nothing here says where sshd
 * listens: that stays as it was.
 */
function flows({ hosts }: Infrastructure): readonly FlowGroup[] {
  const channel = (service: string, port: Channel["port"]): Channel => ({
    service,
    label: "SSH",
    protocol: "tcp",
    port,
    encryption: "ssh",
    carries: "administration",
    purpose: (_from, to) => `The operators administer ${to}.`,
  });
  const first = new Map(hosts.map((host) => [host.name, sshPortsOf(host)[0] ?? PORTS.ssh]));
  const usual = [...first.values()].every((port) => port === PORTS.ssh);
  const more = [...new Set(hosts.flatMap((host) => sshPortsOf(host).slice(1)))];
  return [
    { from: "admin", to: [...first.keys()], channels: [channel("ssh", usual ? PORTS.ssh : first)] },
    ...more.map((port) => ({
      from: "admin" as const,
      to: hosts.filter((host) => sshPortsOf(host).slice(1).includes(port)).map((host) => host.name),
      channels: [channel(`ssh-${port}`, port)],
    })),
  ];
}

/**
 * sshd takes the first value it reads, and Debian's sshd_config reads its folder first: 00- wins over whatever an image
 * brought. The checker judges the staged file at that very place, before all that the host's own configuration says.
 */
function configFile(admin: readonly string[], more: string): FileResource {
  return {
    kind: "file",
    path: CONFIG,
    content: [
      `# By Bartizan.
PermitRootLogin prohibit-password
AuthenticationMethods publickey
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
RequiredRSASize 2048

KexAlgorithms mlkem768x25519-sha256,sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org
Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com
MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com,umac-128-etm@openssh.com

# The monitor's pages are reached by forwarding a port of its loopback; nothing else is forwarded.
AllowTcpForwarding local
AllowStreamLocalForwarding no
AllowAgentForwarding no
X11Forwarding no
PermitTunnel no
GatewayPorts no

LoginGraceTime 30
MaxStartups 100:30:200
ClientAliveInterval 30
ClientAliveCountMax 4
# A few failures, or a port scan, would lock the operators' whole range out for minutes; the firewall lets nobody else in.
PerSourcePenaltyExemptList ${admin.join(",")}
${more}`,
    ],
    validate: `grep -Eiq '^[[:space:]]*Include[[:space:]]+"?/etc/ssh/sshd_config\\.d/\\*\\.conf' /etc/ssh/sshd_config || { echo '/etc/ssh/sshd_config does not include /etc/ssh/sshd_config.d/*.conf' >&2; exit 1; }
whole=$(mktemp) && { printf 'Include %s\\n' "$1"; cat /etc/ssh/sshd_config; } >"$whole" || exit 1
sshd -t -f "$whole"; code=$?
rm -f "$whole"
exit $code`,
  };
}
