import { portsIf } from "../../kit/faces/ports.ts";
import type { Part } from "../../kit/part.ts";
import { running } from "../../kit/unit-file.ts";
import { itemsOf } from "../../language/draft.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { secretRef, text } from "../../util/content.ts";

const UNIT = "opensmtpd.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.mail}`;
const LOGIN = "/etc/smtpd-relay";
const LABEL = "relay";

/** Sender of the monitor's mail. */
export function senderOf({ domain, monitoring }: Infrastructure): string {
  return monitoring.mail?.from ?? `alerts@${domain}`;
}

/**
 * The monitor's mail server, for mail of its own host alone: it keeps a message until somebody takes it, where Alertmanager would give
 * up after minutes. What leaves goes to the relay of the file, encrypted and verified, or to the mail exchanger of the recipient.
 */
export const opensmtpd: Part = {
  name: "opensmtpd",
  reserved: { services: ["opensmtpd"] },
  standsOn: (host, { monitoring }) => host.roles.includes("monitor") && monitoring.receivers.some((it) => it.kind === "email"),
  ports: ({ roles, draft }) =>
    portsIf(roles.includes("monitor") && itemsOf(draft.monitoring?.receivers).some(([, { kind }]) => kind === "email"), {
      port: PORTS.loopback.mail,
      name: "mail",
    }),
  packages: () => ["opensmtpd", "ca-certificates"],
  // Alertmanager hands over what is to be mailed.
  loopback: () => [{ port: PORTS.loopback.mail, accounts: ["prometheus"] }],
  // smtpctl(8): fields parted by `|`, the recipient among them, the last error at the end.
  waiting: {
    kind: "email",
    command: "smtpctl show queue",
    parse: (stdout, { monitoring }) => {
      const addresses = monitoring.receivers.flatMap(({ kind, to }) => (kind === "email" && typeof to === "string" ? [to] : []));
      return stdout
        .split("\n")
        .filter((line) => line.includes("|") && (addresses.length === 0 || addresses.some((it) => line.includes(it))))
        .map((line) => line.split("|").at(-1)?.trim() || "on its way");
    },
  },
  resources: (_host, { infra }) => {
    const { user, password } = infra.monitoring.mail ?? {};
    const logsIn = user !== undefined && password !== undefined;
    const config: Resource = {
      kind: "file",
      path: "/etc/smtpd.conf",
      content: text`${configFile(infra, logsIn)}`,
      validate: 'smtpd -n -f "$1"',
    };
    const login: readonly Resource[] = logsIn
      ? [
          {
            kind: "file",
            path: LOGIN,
            owner: "root:opensmtpd",
            mode: "0640",
            content: text`${LABEL} ${user}:${secretRef(password.secret)}\n`,
          },
        ]
      : [];
    return [
      ...login,
      config,
      running(UNIT, {
        restartOn: [...login, config].map(keyOf),
        ready: `timeout 3 bash -c 'read -r word rest </dev/tcp/${LISTEN.replace(":", "/")} && [ "$word" = 220 ]'`,
        readySeconds: 20,
      }),
    ];
  },
};

function configFile(infra: Infrastructure, logsIn: boolean): string {
  return `# By Bartizan; see smtpd.conf(5).
${logsIn ? `table logins file:${LOGIN}\n` : ""}
listen on 127.0.0.1 port ${PORTS.loopback.mail}
# An alert that is older than a day is history.
queue ttl 1d

action "out" ${relayOf(infra, logsIn)} helo "${infra.domain}"
match from local for any action "out"
`;
}

/** TLS is a must towards a relay, and its certificate is verified; a mail exchanger is asked for it, as RFC 3207 has it. */
function relayOf({ monitoring }: Infrastructure, logsIn: boolean): string {
  if (monitoring.mail === undefined) return "relay";
  const [host, port = "587"] = monitoring.mail.server.split(":");
  const scheme = port === "465" ? "smtps" : "smtp+tls";
  return `relay host ${scheme}://${logsIn ? `${LABEL}@` : ""}${host}:${port}${logsIn ? " auth <logins>" : ""}`;
}
