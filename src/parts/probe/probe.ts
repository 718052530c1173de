import type { Part } from "../../kit/part.ts";
import { SITE_CA } from "../../kit/pki.ts";
import { sandbox } from "../../kit/sandbox.ts";
import { running, shellFile, unitFile } from "../../kit/unit-file.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { keyOf } from "../../state/resource.ts";
import { shellWords } from "../../util/shell.ts";
import { TEXTFILE_FOLDER } from "../node-exporter/textfile.ts";

const NAME = "bartizan-probe";
const FILE = "bartizan-site.prom";
const SCRIPT = "/usr/local/lib/bartizan/probe-site";

/**
 * Asks each balancer for the site as a visitor would, from the monitor: what every part says of itself can be well while nobody is answered.
 * Through the balancers' own addresses, since not every monitor has a way to the public ones.
 */
export const probe: Part = {
  name: "probe",
  standsOn: (host, infra) =>
    host.roles.includes("monitor") &&
    host.monitoring !== "none" &&
    infra.tls.certificate !== "none" &&
    hostsOf(infra, "balancer").length > 0,
  packages: () => ["curl"],
  textfiles: () => [{ names: "bartizan_site_(up|seconds)" }],
  alerts: (infra) => [
    {
      name: "SiteDown",
      expr: "max(bartizan_site_up) == 0",
      // Longer than a host's silence takes to be told, which may say all of it.
      for: "45s",
      severity: "page",
      summary: `${infra.domain} does not answer.`,
      description:
        "Asked as a visitor asks, no balancer gives the site: none answers, its certificate is refused, or what answers is an error. Asked every 15 s, from the monitor.",
    },
    {
      name: "SiteUnwatched",
      // Without a sample, or with an old one, SiteDown is silent whatever happens.
      expr: `bartizan:host_expected{host=~"${hostsOf(infra, "monitor")
        .map((host) => host.name)
        .join("|")}"} unless on (host) (time() - node_textfile_mtime_seconds{file=~".*/${FILE}"} < 120)`,
      for: "5m",
      severity: "page",
      summary: "{{ $labels.host }} no longer asks whether the site answers.",
      description: "The probe on {{ $labels.host }} does not run, so SiteDown cannot fire.",
    },
  ],
  // Who hears of the silence of the only balancer need not hear that nobody answers.
  mutes: (infra) => {
    const balancers = hostsOf(infra, "balancer").map((host) => host.name);
    return balancers.length === 1 ? [{ alert: "SiteDown", whileSilent: balancers }] : [];
  },
  resources: (_host: Host, { infra, siteCertificate }) => {
    const balancers = hostsOf(infra, "balancer");
    const timer = unitFile(`${NAME}.timer`, timerText);
    const authority = infra.tls.certificate === "provided" ? infra.tls.provided?.chain : siteCertificate;
    return [
      { kind: "written", path: `${TEXTFILE_FOLDER}/${FILE}` },
      ...(authority === undefined ? [] : [{ kind: "file", path: SITE_CA, content: [authority] } as const]),
      shellFile(SCRIPT, [script(infra, balancers)]),
      unitFile(`${NAME}.service`, serviceText(balancers)),
      timer,
      running(`${NAME}.timer`, { restartOn: [keyOf(timer)] }),
    ];
  },
};

/** A status from 200 to 399 is an answer; another, none within the time or a certificate that is refused is none. */
function script(infra: Infrastructure, balancers: readonly Host[]): string {
  const authority = infra.tls.certificate !== "acme" ? ` --cacert ${SITE_CA}` : "";
  // curl(1) takes what stands in the file for good, be it the certificate of a CA or not: so the probe tells of all but the CA of one that was brought.
  // Until the public CA has signed, visitors are shown the own CA's: that is an alert of its own.
  const meanwhile = infra.tls.certificate === "acme" ? ` || answer=$(visit "$2" --cacert ${SITE_CA})` : "";
  const url = `https://${infra.domain}${infra.app?.health ?? "/"}`;
  const asked = balancers.map((host) => `ask ${shellWords([host.name, host.address])}`).join("\n");
  return `#!/bin/sh
# By Bartizan: asks for the site, for prometheus-node-exporter to read.
set -u
cd ${TEXTFILE_FOLDER} || exit 1

visit() {
  to=$1
  shift
  curl -sS -o /dev/null -m 8 -w '%{http_code} %{time_total}' -A bartizan-probe "$@" --connect-to "::$to:443" ${shellWords([url])}
}

ask() {
  answer=$(visit "$2"${authority})${meanwhile}
  case $answer in
    [23]??' '*) up=1 ;;
    *) up=0 ;;
  esac
  echo "bartizan_site_up{balancer=\\"$1\\"} $up"
  echo "bartizan_site_seconds{balancer=\\"$1\\"} \${answer#* }"
}

{
${asked.replaceAll(/^/gm, "  ")}
} >.site
mv .site ${FILE}
`;
}

function serviceText(balancers: readonly Host[]): string {
  return `# By Bartizan.
[Unit]
Description=Ask for the site as a visitor would

[Service]
Type=oneshot
ExecStart=/bin/sh ${SCRIPT}
# It runs every few seconds: only its failures belong in the journal.
LogLevelMax=notice
TimeoutStartSec=${10 * balancers.length}
ReadWritePaths=${TEXTFILE_FOLDER}
${sandbox(balancers.map((host) => host.address)).replace("UMask=0027", "UMask=0022")}`;
}

const timerText = `# By Bartizan.
[Unit]
Description=Ask for the site as a visitor would, every 15 s

[Timer]
OnActiveSec=5s
OnUnitActiveSec=15s
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
