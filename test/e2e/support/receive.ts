import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Site } from "./site.ts";

/** The lab's client, which stands in the internet. */
export const CLIENT = "203.0.113.100";
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
  const folder = mkdtempSync(join(tmpdir(), "bartizan-receivers-"));
  try {
    const openssl = (...args: readonly string[]): unknown => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
    openssl(
      "req",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-keyout",
      "key.pem",
      "-out",
      "csr.pem",
      "-subj",
      "/CN=mail.example.net",
    );
    writeFileSync(join(folder, "ext"), `subjectAltName=DNS:mail.example.net,IP:${CLIENT}\nextendedKeyUsage=serverAuth\n`);
    const ca = join(site.dir, ".bartizan/lab/ca");
    openssl(
      "x509",
      "-req",
      "-in",
      "csr.pem",
      "-CA",
      `${ca}.crt`,
      "-CAkey",
      `${ca}.key`,
      "-days",
      "2",
      "-extfile",
      "ext",
      "-out",
      "cert.pem",
    );
    await site.on("client", `mkdir -p ${HOME}`);
    const put = (name: string, text: string): Promise<string> => site.on("client", `umask 077; cat >${HOME}/${name}`, { stdin: text });
    await put("key.pem", readFileSync(join(folder, "key.pem"), "utf8"));
    await put("cert.pem", readFileSync(join(folder, "cert.pem"), "utf8"));
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
  } finally {
    rmSync(folder, { recursive: true });
  }
  await site.on(
    "client",
    `systemd-run --quiet --unit=receivers node ${HOME}/receivers.mjs ${HOME}; id ops >/dev/null 2>&1 || useradd --create-home ops; cp ${HOME}/smtpd.conf /etc/smtpd.conf && smtpd -n && systemctl restart opensmtpd`,
  );
  await site.on(
    "mon1",
    `cp /etc/bartizan/pki/ca.crt /usr/local/share/ca-certificates/lab.crt && update-ca-certificates >/dev/null 2>&1; echo '${CLIENT} mail.example.net' >>/etc/hosts; systemctl restart prometheus-alertmanager opensmtpd`,
  );
}
