import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import type { Part } from "../part.ts";
import { confinedDropIn } from "../sandbox.ts";
import { dropIn } from "../unit-file.ts";

const UNIT = "prometheus-alertmanager.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.alertmanager}`;
const DATA = "/var/lib/prometheus/alertmanager";

/** Groups, holds and hands on what fires. Nobody is told yet: the receiver has no destination; the alerts show in `bartizan status`. */
export const alertmanager: Part = {
  name: "alertmanager",
  standsOn: (host) => host.roles.includes("monitor"),
  packages: () => ["prometheus-alertmanager"],
  scrapes: () => [
    {
      job: "alertmanager",
      target: LISTEN,
      keep: "alertmanager_(alerts|notifications_total|notifications_failed_total|config_last_reload_successful)|process_(resident_memory_bytes|cpu_seconds_total)",
    },
  ],
  alerts: () => [
    {
      name: "NotificationsFailing",
      expr: "rate(alertmanager_notifications_failed_total[5m]) > 0",
      for: "5m",
      severity: "page",
      summary: "Alertmanager on {{ $labels.host }} cannot deliver by {{ $labels.integration }}.",
    },
  ],
  resources: () => {
    const config: Resource = {
      kind: "file",
      path: "/etc/prometheus/alertmanager.yml",
      content: text`${CONFIG}`,
      validate: 'amtool check-config "$1"',
    };
    const files: readonly Resource[] = [
      {
        kind: "file",
        path: "/etc/default/prometheus-alertmanager",
        // An empty address for the cluster: by default it listens on every address.
        content: text`# By Bartizan.
ARGS='--config.file=/etc/prometheus/alertmanager.yml --storage.path=${DATA} --web.listen-address=${LISTEN} --cluster.listen-address='
`,
      },
      dropIn(UNIT, confinedDropIn(`ReadWritePaths=${DATA}\n`)),
    ];
    return [
      config,
      ...files,
      {
        kind: "unit",
        name: UNIT,
        want: "running",
        restartOn: files.map(keyOf),
        reloadOn: [keyOf(config)],
        ready: `curl -fsS -o /dev/null http://${LISTEN}/-/ready`,
        readySeconds: 20,
      },
    ];
  },
};

/**
 * Grouped by alert and host: without it one group holds everything, and what is resolved is sent again with every change.
 * A silent host says all there is to say about that host.
 */
const CONFIG = `# By Bartizan.
route:
  receiver: default
  group_by: [alertname, host]
  group_wait: 1s
  group_interval: 10s
  repeat_interval: 4h
inhibit_rules:
  - source_matchers: ['alertname = HostSilent']
    target_matchers: ['alertname !~ "HostSilent|Watchdog"']
    equal: [host]
receivers:
  - name: default
`;
