import type { Part } from "../../kit/part.ts";
import { KERNEL_GUARDS } from "../../kit/sandbox.ts";
import { running, shellFile, unitFile } from "../../kit/unit-file.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import { shellWord } from "../../util/shell.ts";
import { TEXTFILE_FOLDER } from "../node-exporter/textfile.ts";
import { remoteWrites, sender } from "../remote-write/destinations.ts";
import formatter from "./format.awk";
import { FORMAT, FORWARD_FOLDER, FORWARD_PROGRAM, FORWARD_SCRIPT, FORWARD_STATE, metricsFile } from "./script.ts";
import { type ForwardTarget, forwards } from "./services.ts";

/**
 * The way out for services that take measurements by a protocol of their own, which no forwarder of Debian's speaks: a timer and a script
 * on the monitor that reads the store and posts with curl.
 */
export const forward: Part = {
  name: "forward",
  standsOn: (host, infra) => sender(infra)?.name === host.name && forwards(infra).length > 0,
  // ca-certificates: who receives is verified.
  packages: () => ["curl", "ca-certificates"],
  textfiles: () => [{ names: "bartizan_destination_(delivered_seconds|samples_total)" }],
  alerts: (infra) => {
    if (infra.monitoring.sendTo.length === 0 || sender(infra) === undefined) return [];
    const late = forwards(infra).length > 0 ? ["time() - bartizan_destination_delivered_seconds > 300"] : [];
    const retried =
      remoteWrites(infra, "monitor").length > 0 ? ['increase(vmagent_remotewrite_retries_count_total{job="remote-write"}[5m]) > 5'] : [];
    return [
      ...(late.length + retried.length === 0
        ? []
        : [
            {
              name: "DestinationFailing",
              expr: [...late, ...retried].join(" or "),
              for: "1m",
              severity: "ticket" as const,
              summary: "{{ $labels.host }} cannot deliver measurements to a service of monitoring.sendTo.",
              description:
                "A service outside does not take the measurements that {{ $labels.host }} sends on. They wait on its disk; the monitor itself and its alerts miss nothing.",
            },
          ]),
      ...(late.length === 0
        ? []
        : [
            {
              name: "DestinationLosing",
              expr: 'increase(bartizan_destination_samples_total{result!="sent"}[5m]) > 0',
              severity: "ticket" as const,
              summary: "Samples for {{ $labels.destination }} are lost: {{ $labels.result }}.",
              description:
                "{{ $labels.destination }} has refused samples for good, or they have become older than it takes. They are on the monitor and will never be there.",
            },
          ]),
    ];
  },
  resources: (host, { infra }) => [
    { kind: "directory", path: FORWARD_FOLDER, mode: "0700" },
    shellFile(FORWARD_SCRIPT, [FORWARD_PROGRAM]),
    { kind: "file", path: FORMAT, content: [formatter], validate: 'awk -f "$1" </dev/null' },
    ...forwards(infra).flatMap((it) => resourcesOf(it, host.name)),
  ],
};

function resourcesOf(it: ForwardTarget, host: string): readonly Resource[] {
  const unit = `bartizan-forward-${it.name}`;
  const timer = unitFile(`${unit}.timer`, timerText(it.name));
  return [
    { kind: "written", path: metricsFile(it.name) },
    { kind: "written", path: `${FORWARD_STATE}/${it.name}` },
    { kind: "file", path: `${FORWARD_FOLDER}/${it.name}.curl`, mode: "0600", content: it.request },
    { kind: "file", path: `${FORWARD_FOLDER}/${it.name}.conf`, content: text`${settings(it, host)}` },
    unitFile(`${unit}.service`, serviceText(it.name)),
    timer,
    running(`${unit}.timer`, { restartOn: [keyOf(timer)] }),
  ];
}

function settings({ format, metrics, age, bytes }: ForwardTarget, host: string): string {
  return `# By Bartizan.\nformat=${format}\nmetrics=${shellWord(metrics)}\nage=${age}\nbytes=${bytes}\nhost=${host}\n`;
}

function serviceText(name: string): string {
  return `# By Bartizan.
[Unit]
Description=Sends measurements to ${name}
After=network-online.target victoria-metrics.service

[Service]
Type=oneshot
ExecStart=/bin/sh ${FORWARD_SCRIPT} ${name}
# It runs every few seconds: only its words and its failures belong in the journal.
LogLevelMax=notice
TimeoutStartSec=5min
UMask=0077
Nice=5
CapabilityBoundingSet=
NoNewPrivileges=yes
ProtectSystem=strict
StateDirectory=${FORWARD_STATE.slice("/var/lib/".length)}
StateDirectoryMode=0700
ReadWritePaths=-${TEXTFILE_FOLDER}
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
${KERNEL_GUARDS}
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
`;
}

function timerText(name: string): string {
  return `# By Bartizan.
[Unit]
Description=Sends measurements to ${name}, every 15 s

[Timer]
OnActiveSec=5s
OnUnitInactiveSec=15s
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
}
