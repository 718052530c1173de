import { administration } from "../../kit/faces/exposed.ts";
import { portsIf } from "../../kit/faces/ports.ts";
import type { Part } from "../../kit/part.ts";
import { confinedDropIn } from "../../kit/sandbox.ts";
import { dropIn, running } from "../../kit/unit-file.ts";
import { WEB_SERVER_ACCOUNT } from "../../kit/web-server-account.ts";
import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import { alertmanagerConfig } from "./config-file.ts";
import { ALERTMANAGER_FOLDER, receiverFiles } from "./receivers.ts";
import { monitoringStandIns } from "./stand-ins.ts";
import { testAlerts, toldOf } from "./test-alert.ts";

const UNIT = "prometheus-alertmanager.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.notifications}`;
const DATA = "/var/lib/prometheus/alertmanager";

/** Groups what fires, holds back what another alert explains, and tells the receivers. Without receivers the alerts show in `bartizan status`. */
export const alertmanager: Part = {
  name: "alertmanager",
  cards: ([host], { monitoring: { receivers, watchdog } }) => {
    if (!host?.roles.includes("monitor")) return [];
    const told = [...new Set(receivers.map((it) => it.kind)), ...(watchdog === undefined ? [] : ["watchdog"])];
    const detail = told.length === 0 ? "tells nobody" : `to ${told.join(", ")}`;
    return [{ key: "alerts", place: 81, icon: "bell", title: "Alertmanager", detail }];
  },
  references: {
    "alert-unrouted": [
      { title: "Alertmanager: configuration of receivers", url: "https://prometheus.io/docs/alerting/latest/configuration/" },
    ],
  },
  reserved: { accounts: ["prometheus", "alertmanager"], services: ["prometheus-alertmanager"] },
  exposes: [administration("alertmanager", "Alertmanager", [], 9093)],
  standsOn: (host) => host.roles.includes("monitor"),
  // It hands over mail from its first message on.
  needs: () => ["opensmtpd"],
  // ca-certificates: who receives is verified.
  ports: ({ roles }) => portsIf(roles.includes("monitor"), { port: PORTS.loopback.notifications, name: "alertmanager" }),
  packages: () => ["prometheus-alertmanager", "ca-certificates"],
  services: () => [{ unit: UNIT, roles: ["monitor"], journal: true }],
  loopback: () => [{ port: PORTS.loopback.notifications, accounts: [WEB_SERVER_ACCOUNT, "vmalert"], people: true }],
  scrapes: () => [
    {
      job: "alertmanager",
      tells: "alerts, and whether they could be sent",
      target: LISTEN,
      series: [
        {
          names:
            "alertmanager_(alerts|notifications_total|notifications_failed_total|config_last_reload_successful)|process_(resident_memory_bytes|cpu_seconds_total)",
        },
      ],
    },
  ],
  alerts: () => [
    {
      name: "NotificationsFailing",
      expr: "rate(alertmanager_notifications_failed_total[5m]) > 0",
      for: "5m",
      severity: "page",
      summary: "Alertmanager on {{ $labels.host }} cannot deliver by {{ $labels.integration }}.",
      description: "People are not told by {{ $labels.integration }}. Other receivers still are.",
    },
    {
      name: "ReceiversNotLoaded",
      expr: "alertmanager_config_last_reload_successful == 0",
      for: "2m",
      severity: "ticket",
      summary: "Alertmanager on {{ $labels.host }} could not read its configuration and goes on with the one before.",
      description: "A change of the receivers has no effect yet.",
    },
  ],
  endpoints: {
    notified: `http://${LISTEN}/api/v2/alerts`,
    notifications: `http://${LISTEN}/metrics`,
    silences: `http://${LISTEN}/api/v2/silences`,
  },
  alertTest: { alerts: testAlerts, told: toldOf, unit: UNIT },
  outside: {
    standIns: monitoringStandIns,
    lacks: (_infra, madeUp) =>
      madeUp.length === 0 ? [] : [`made up, for no alert leaves a lab: ${madeUp.join(", ")} (NotificationsFailing will fire)`],
  },
  resources: (_host, context) => {
    const { infra } = context;
    const config: Resource = {
      kind: "file",
      path: "/etc/prometheus/alertmanager.yml",
      // An address that is a secret stands in it.
      owner: "root:prometheus",
      mode: "0640",
      content: alertmanagerConfig(infra, context),
      validate: 'amtool check-config "$1"',
    };
    const { receivers, watchdog } = infra.monitoring;
    const calls = watchdog !== undefined || receivers.some((it) => it.kind !== "email");
    const files: readonly Resource[] = [
      {
        kind: "file",
        path: "/etc/default/prometheus-alertmanager",
        // An empty address for the cluster: by default it listens on every address. The names tell a test from the sign of life.
        // Silences, and who has been told of what, are written to the disk this often, every 15 minutes by default: a power cut loses what is younger.
        content: text`# By Bartizan.
ARGS='--config.file=/etc/prometheus/alertmanager.yml --storage.path=${DATA} --web.listen-address=${LISTEN} --cluster.listen-address= --data.maintenance-interval=1m --enable-feature=receiver-name-in-metrics'
`,
      },
      dropIn(
        UNIT,
        confinedDropIn(`ReadWritePaths=${DATA}\n${calls ? "# It calls the receivers, wherever they are.\nIPAddressAllow=any\n" : ""}`),
      ),
    ];
    return [
      { kind: "directory", path: ALERTMANAGER_FOLDER, owner: "root:prometheus", mode: "0750" },
      ...receiverFiles(infra),
      config,
      ...files,
      running(UNIT, {
        restartOn: files.map(keyOf),
        reloadOn: [keyOf(config)],
        ready: `curl -fsS -o /dev/null http://${LISTEN}/-/ready`,
        readySeconds: 20,
      }),
    ];
  },
};
