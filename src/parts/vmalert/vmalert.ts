import { administration } from "../../kit/faces/exposed.ts";
import { portsIf } from "../../kit/faces/ports.ts";
import type { Part } from "../../kit/part.ts";
import { sandbox } from "../../kit/sandbox.ts";
import { running, unitFile } from "../../kit/unit-file.ts";
import { WEB_SERVER_ACCOUNT } from "../../kit/web-server-account.ts";
import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import { rulesFile } from "./rules.ts";

const UNIT = "vmalert.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.rules}`;
const RULES = "/etc/vmalert/rules.yml";
const STORE = `http://127.0.0.1:${PORTS.loopback.samples}`;

/** Asks the store all rules, every few seconds, and tells Alertmanager what fires. */
export const vmalert: Part = {
  name: "vmalert",
  reserved: { accounts: ["vmalert"] },
  exposes: [administration("vmalert", "vmalert", [], 8880)],
  standsOn: (host) => host.roles.includes("monitor"),
  // Its first question goes to the store, and what fires to Alertmanager.
  needs: () => ["victoriametrics", "alertmanager"],
  ports: ({ roles }) => portsIf(roles.includes("monitor"), { port: PORTS.loopback.rules, name: "vmalert" }),
  packages: () => ["victoria-metrics", "curl"],
  services: () => [{ unit: UNIT, roles: ["monitor"], journal: true }],
  loopback: () => [{ port: PORTS.loopback.rules, accounts: [WEB_SERVER_ACCOUNT], people: true }],
  scrapes: () => [
    {
      job: "vmalert",
      tells: "the rules: whether they are judged",
      target: LISTEN,
      // Without those of single rules, of which there are several for each.
      series: [
        {
          names:
            "vmalert_(execution_errors_total|alerts_send_errors_total|iteration_missed_total|config_last_reload_successful)|process_(resident_memory_bytes|cpu_seconds_total)",
        },
      ],
    },
  ],
  alerts: () => [
    {
      name: "Watchdog",
      expr: "vector(1)",
      severity: "none",
      summary: "Fires always: when whoever receives it no longer does, the monitor is dead.",
      description:
        "No trouble: it fires always. Whoever receives it outside raises the alarm when it no longer comes, for then the monitor or its way out is dead.",
    },
    {
      name: "RuleFailing",
      expr: "increase(vmalert_execution_errors_total[1m]) > 0",
      for: "2m",
      severity: "ticket",
      summary: "A rule on {{ $labels.host }} cannot be evaluated.",
      description: "At least one alert cannot fire, because its rule cannot be evaluated.",
    },
    {
      name: "RulesNotLoaded",
      expr: "vmalert_config_last_reload_successful == 0",
      for: "2m",
      severity: "ticket",
      summary: "vmalert on {{ $labels.host }} could not read its rules and goes on with the ones before.",
      description: "A change of the rules has no effect yet; the ones before still work.",
    },
    {
      name: "RulesLate",
      expr: "increase(vmalert_iteration_missed_total[5m]) > 0",
      for: "10m",
      severity: "ticket",
      summary: "vmalert on {{ $labels.host }} cannot evaluate the rules as often as it should: alerts come late.",
      description: "Alerts come later than promised, because evaluating all rules takes longer than the interval.",
    },
    {
      name: "AlertsUndelivered",
      expr: "increase(vmalert_alerts_send_errors_total[1m]) > 0",
      for: "2m",
      severity: "ticket",
      summary: "vmalert on {{ $labels.host }} cannot reach Alertmanager.",
      description:
        "vmalert fires alerts but cannot hand them to Alertmanager on the same host: nobody is told of anything. The dead man's switch falls silent too.",
    },
  ],
  rulesFile,
  endpoints: { firing: `http://${LISTEN}/api/v1/alerts` },
  resources: (_host, context) => {
    const rules: Resource = {
      kind: "file",
      path: RULES,
      content: text`${rulesFile(context.infra, context.alerts, context.recordings)}`,
      validate: 'vmalert -dryRun -rule="$1" -loggerLevel=ERROR',
    };
    const unit = unitFile(UNIT, unitText(context.infra.monitoring.intervalSeconds));
    return [
      { kind: "account", name: "vmalert" },
      { kind: "directory", path: "/etc/vmalert" },
      rules,
      unit,
      running(UNIT, {
        restartOn: [keyOf(unit)],
        reloadOn: [keyOf(rules)],
        ready: `curl -fsS -o /dev/null http://${LISTEN}/health`,
        readySeconds: 20,
      }),
    ];
  },
};

function unitText(intervalSeconds: number): string {
  return `# By Bartizan.
[Unit]
Description=Evaluates the alert rules
Documentation=https://docs.victoriametrics.com/vmalert/
After=network.target victoria-metrics.service
StartLimitIntervalSec=0

[Service]
User=vmalert
# evalDelay: by default rules are asked about the state of 30 s ago.
ExecStart=/usr/bin/vmalert \\
  -httpListenAddr=${LISTEN} \\
  -rule=${RULES} \\
  -datasource.url=${STORE} \\
  -remoteWrite.url=${STORE} \\
  -remoteRead.url=${STORE} \\
  -notifier.url=http://127.0.0.1:${PORTS.loopback.notifications} \\
  -evaluationInterval=${intervalSeconds}s \\
  -rule.evalDelay=1s \\
  -disableAlertgroupLabel
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=1
${sandbox()}
[Install]
WantedBy=multi-user.target
`;
}
