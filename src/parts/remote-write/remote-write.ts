import { portsIf } from "../../kit/faces/ports.ts";
import type { Part } from "../../kit/part.ts";
import { sandbox } from "../../kit/sandbox.ts";
import { unitFile } from "../../kit/unit-file.ts";
import { WEB_SERVER_ACCOUNT } from "../../kit/web-server-account.ts";
import { itemsOf } from "../../language/draft.ts";
import { shortDestinations } from "../../model/destinations.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { doorFile } from "../victoriametrics/door.ts";
import { destinationFiles, destinationFlags, remoteWrites, sender } from "./destinations.ts";

const UNIT = "remote-write.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.remoteWrite}`;
const FOLDER = "/etc/remote-write";
const DOOR_FILE = `${FOLDER}/door.yml`;

/**
 * The way out for services that take remote write: a second vmagent on the monitor, to which the agents of all hosts send a second copy
 * through the monitor's door. So the keys are on one host, a service that does not answer fills one disk, and the monitor's own store
 * notices nothing of it.
 */
export const remoteWritePart: Part = {
  name: "remote-write",
  cards: ([host], infra) => {
    const names = host?.roles.includes("monitor") ? shortDestinations(infra, "monitor") : [];
    return names.length === 0 ? [] : [{ key: "sending", place: 82, icon: "send", title: "sends on", detail: `to ${names.join(", ")}` }];
  },
  standsOn: (host, infra) => sender(infra)?.name === host.name && remoteWrites(infra, "monitor").length > 0,
  // ca-certificates: who receives is verified.
  ports: ({ roles, draft }) =>
    portsIf(roles.includes("monitor") && itemsOf(draft.monitoring?.sendTo).some(([, { kind }]) => kind === "remoteWrite"), {
      port: PORTS.loopback.remoteWrite,
      name: "remote write",
    }),
  packages: () => ["victoria-metrics", "curl", "ca-certificates"],
  loopback: () => [{ port: PORTS.loopback.remoteWrite, accounts: [WEB_SERVER_ACCOUNT] }],
  scrapes: () => [
    {
      job: "remote-write",
      tells: "what leaves for services outside: what waits, what was refused",
      target: LISTEN,
      series: [
        {
          names:
            "vmagent_remotewrite_(pending_data_bytes|packets_dropped_total|retries_count_total|requests_total|conn_bytes_written_total|block_size_rows_sum)|vm_persistentqueue_bytes_dropped_total|process_(resident_memory_bytes|cpu_seconds_total)",
        },
      ],
    },
  ],
  resources: (_host, { infra, scrapes }) => {
    const destinations = remoteWrites(infra, "monitor");
    const files = destinationFiles(destinations, FOLDER, "remote-write");
    const door = doorFile(DOOR_FILE, scrapes);
    const unit = unitFile(UNIT, unitText(infra));
    return [
      { kind: "written", path: "/var/lib/remote-write" },
      { kind: "account", name: "remote-write" },
      { kind: "directory", path: FOLDER },
      ...files,
      door,
      unit,
      {
        kind: "unit",
        name: UNIT,
        want: "running",
        restartOn: [keyOf(unit)],
        reloadOn: [...files, door].map(keyOf),
        ready: `curl -fsS -o /dev/null http://${LISTEN}/health`,
        readySeconds: 20,
      } satisfies Resource,
    ];
  },
};

function unitText(infra: Infrastructure): string {
  const flags = remoteWrites(infra, "monitor").flatMap((it) =>
    destinationFlags(it, FOLDER).map(([flag, value]) => `  -remoteWrite.${flag}=${value} \\\n`),
  );
  return `# By Bartizan.
[Unit]
Description=Sends the measurements of all hosts on by remote write
Documentation=https://docs.victoriametrics.com/vmagent/
After=network.target
StartLimitIntervalSec=0

[Service]
User=remote-write
# One queue a destination: samples arrive in order, and at most one block is in flight when the agent is killed.
# -sortLabels: remote write wants the labels of a series sorted; VictoriaMetrics itself does not mind.
# -httpListenAddr: the door for metrics, nginx, passes the samples on to it.
ExecStart=/usr/bin/vmagent \\
  -httpListenAddr=${LISTEN} \\
${flags.join("")}  -sortLabels \\
  -remoteWrite.relabelConfig=${DOOR_FILE} \\
  -remoteWrite.queues=1 \\
  -remoteWrite.sendTimeout=30s \\
  -remoteWrite.retryMinInterval=1s \\
  -remoteWrite.retryMaxTime=15s \\
  -remoteWrite.tmpDataPath=/var/lib/remote-write \\
  -remoteWrite.maxDiskUsagePerURL=4GiB \\
  -http.maxGracefulShutdownDuration=1s \\
  -memory.allowedBytes=64MiB
ExecReload=/bin/kill -HUP $MAINPID
StateDirectory=remote-write
StateDirectoryMode=0700
Restart=always
RestartSec=1
# It puts the block in flight back into its queue before it ends.
TimeoutStopSec=45
${sandbox().replace(/IPAddress.*\n/g, "")}
[Install]
WantedBy=multi-user.target
`;
}
