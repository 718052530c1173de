import type { Part } from "../../kit/part.ts";
import { KERNEL_GUARDS } from "../../kit/sandbox.ts";
import { timerStamp, unitFile } from "../../kit/unit-file.ts";
import type { Acme, Infrastructure } from "../../model/infrastructure.ts";
import { siteNames } from "../../model/names.ts";
import { type CommandResource, keyOf, type Resource } from "../../state/resource.ts";
import { secretRef, text } from "../../util/content.ts";
import { sha256 } from "../../util/hash.ts";
import { withParameters } from "../../util/script.ts";
import { TEXTFILE_FOLDER } from "../node-exporter/textfile.ts";
import program from "./acme.sh";
import { acmeAlerts } from "./alerts.ts";
import { ACCOUNT_KEY, ACCOUNT_SECRETS, ACME_FOLDER, DIRECTORY_CA, SITE_FOLDER, SITE_PEM, THUMBPRINT_MAP } from "./names.ts";

const NAME = "bartizan-acme";
const SCRIPT = "/usr/local/lib/bartizan/acme";
const STATE = `/var/lib/${NAME}`;
const BINDING = `${ACME_FOLDER}/binding`;
const ASKED = `${ACME_FOLDER}/asked`;
const METRICS = `${TEXTFILE_FOLDER}/bartizan-acme.prom`;

/**
 * The site's certificate from a public CA (ACME, RFC 8555), by Debian's lego, on each balancer for itself, with a key of its own. Whichever
 * balancer the CA asks, it is answered: all have one account, and what proves it to the CA is the token that it asks for and the thumbprint
 * of the account's key, which HAProxy says without a file (section 8.3).
 */
export const acme: Part = {
  name: "acme",
  keyPair: { ...ACCOUNT_SECRETS, form: "jwk-thumbprint" },
  standsOn: (host, infra) => infra.tls.acme !== undefined && host.roles.includes("balancer"),
  needs: () => ["haproxy"],
  packages: () => ["lego", "openssl"],
  textfiles: () => [{ names: "bartizan_acme_(success|failure|end_seconds|life_seconds)" }],
  alerts: acmeAlerts,
  outside: {
    // One of your own may stand in the lab.
    lacks: ({ tls, domain }) =>
      tls.acme === undefined || tls.acme.authority !== undefined
        ? []
        : [`no public CA is reached from a lab: ${domain} shows a certificate of your own CA (AcmeCertificateMissing will fire)`],
  },
  resources: (_host, { infra }) => (infra.tls.acme === undefined ? [] : resources(infra, infra.tls.acme)),
};

function resources(infra: Infrastructure, { directory, email, authority, binding }: Acme): readonly Resource[] {
  const script: Resource = {
    kind: "file",
    path: SCRIPT,
    mode: "0755",
    validate: 'sh -n "$1"',
    content: [
      withParameters(program, {
        DIRECTORY: directory,
        SERVER: serverFolder(directory),
        EMAIL: email,
        NAMES: siteNames(infra).join(" "),
        ACCOUNT_KEY,
        AUTHORITY: authority === undefined ? "" : DIRECTORY_CA,
        BINDING: binding === undefined ? "" : BINDING,
        SITE_PEM,
        STATE,
        METRICS,
        THUMBPRINT_MAP,
      }),
    ],
  };
  const account: Resource = { kind: "file", path: ACCOUNT_KEY, mode: "0600", content: text`${secretRef(ACCOUNT_SECRETS.key)}` };
  const service = unitFile(`${NAME}.service`, serviceText);
  const timer = unitFile(`${NAME}.timer`, timerText);
  return [
    { kind: "written", path: timerStamp(NAME) },
    { kind: "written", path: METRICS },
    { kind: "written", path: STATE },
    { kind: "written", path: SITE_PEM },
    { kind: "directory", path: ACME_FOLDER, mode: "0700" },
    { kind: "directory", path: SITE_FOLDER, mode: "0700" },
    account,
    { kind: "file", path: THUMBPRINT_MAP, mode: "0600", content: text`account ${secretRef(ACCOUNT_SECRETS.publicKey)}\n` },
    ...(authority === undefined ? [] : [{ kind: "file", path: DIRECTORY_CA, content: [authority] } as const]),
    ...(binding === undefined
      ? []
      : [{ kind: "file", path: BINDING, mode: "0600", content: text`${binding.keyId}\n${secretRef(binding.key.secret)}\n` } as const]),
    script,
    service,
    timer,
    { kind: "unit", name: `${NAME}.timer`, want: "running", restartOn: [keyOf(timer)] },
    { kind: "written", path: ASKED },
    firstAsk(siteNames(infra).join(" "), directory),
  ];
}

/**
 * A first certificate is asked for at once, and one for other names or of another CA, too. Nobody waits for it: until it is there, visitors are
 * shown the own CA's.
 */
function firstAsk(names: string, directory: string): CommandResource {
  const want = sha256(`${directory} ${names}`).slice(0, 16);
  return {
    kind: "command",
    id: "acme-asked",
    title: `ask the public CA for the certificate of ${names}`,
    check: [`cat ${ASKED}`],
    want,
    apply: [`systemctl start --no-block ${NAME}.service\nprintf '%s\\n' ${want} >${ASKED}`],
  };
}

/** lego's name of a directory: the host of its URL, with `_` before the port. */
function serverFolder(directory: string): string {
  return new URL(directory).host.replace(":", "_");
}

const serviceText = `# By Bartizan.
[Unit]
Description=Has the site's certificate signed by a public CA
After=network-online.target haproxy.service
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=/bin/sh ${SCRIPT}
# Connections go on: the process that has them ends with them.
ExecStartPost=+/bin/sh -c 'if [ -e ${STATE}/renewed ]; then systemctl reload haproxy && rm ${STATE}/renewed; fi'
StateDirectory=${NAME}
StateDirectoryMode=0700
TimeoutStartSec=10min
UMask=0077
Nice=5
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths=${SITE_FOLDER} -${TEXTFILE_FOLDER}
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
${KERNEL_GUARDS}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
`;

// Whether it is time is the script's to say. Every host at a moment of its own, so that no two ask the CA at once.
const timerText = `# By Bartizan.
[Unit]
Description=Has the site's certificate renewed in time

[Timer]
OnCalendar=*-*-* 00/12:00
RandomizedDelaySec=6h
FixedRandomDelay=yes
Persistent=yes

[Install]
WantedBy=timers.target
`;
