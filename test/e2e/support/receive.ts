import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CLIENT, putCertificate, trustClient } from "./client-certificate.ts";
import type { Site } from "./site.ts";

/** Where it keeps what it received. */
export const HOME = "/run/receivers";

/** What a site says of whom to tell. Until {@link receive} nobody listens there. */
export const TOLD = `monitoring: {
    receivers: [
      { kind: "webhook", to: "https://${CLIENT}:9443/alerts" },
      { kind: "email", to: "ops@example.net" },
    ],
    mail: { server: "mail.example.net:587" },
    watchdog: "https://${CLIENT}:9443/watchdog",
  },`;

/** A web server and a mail server on the client that mon1 trusts, by certificates of the lab's CA. */
export async function receive(site: Site): Promise<void> {
  await putCertificate(site, HOME, ["mail.example.net"]);
  const put = (name: string, text: string): Promise<string> => site.on("client", `umask 077; cat >${HOME}/${name}`, { stdin: text });
  await put("receivers.mjs", readFileSync(fileURLToPath(new URL("receivers.mjs", import.meta.url)), "utf8"));
  await put(
    "smtpd.conf",
    `pki mail cert "${HOME}/cert.pem"
pki mail key "${HOME}/key.pem"
listen on ${CLIENT} port 587 tls-require pki mail
action "in" mbox
match from any for domain "example.net" action "in"
`,
  );
  await site.on(
    "client",
    `systemd-run --quiet --unit=receivers node ${HOME}/receivers.mjs ${HOME}; id ops >/dev/null 2>&1 || useradd --create-home ops; cp ${HOME}/smtpd.conf /etc/smtpd.conf && smtpd -n && systemctl restart opensmtpd`,
  );
  await trustClient(site, "mon1", ["mail.example.net"]);
  const ready = "curl -sf -o /dev/null --retry 30 --retry-delay 1 --retry-connrefused http://127.0.0.1:9093/-/ready";
  await site.on("mon1", `systemctl restart prometheus-alertmanager opensmtpd; ${ready}`);
}
