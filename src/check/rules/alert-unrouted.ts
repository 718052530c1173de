import { hostsOf } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/** Alerts that reach nobody. */
export const alertUnrouted: Rule = {
  id: "alert-unrouted",
  section: "monitoring",
  severity: "warning",
  title: "Alerts reach nobody.",
  why: "An alert on a page that nobody looks at repairs nothing. The repair of every failure begins when somebody happens to see it, and that time counts as downtime.",
  mend: "At least one receiver that wakes somebody, and better a second one that takes another way.",
  drill: "kill-host",
  falsePositive: "Somebody looks at the monitor all day and all night, or another system fetches the alerts from it.",
  references: [REFERENCES.prometheusAlerting],
  judge: ({ infra, alerts }) => {
    const monitors = hostsOf(infra, "monitor").map((host) => host.name);
    if (monitors.length === 0 || alerts.length === 0 || infra.monitoring.receivers.length > 0) return [];
    const others = infra.hosts.filter((host) => !host.roles.includes("monitor") && host.monitoring !== "none").map((host) => host.name);
    const example = others[0] ?? monitors[0];
    return [
      {
        entity: "site",
        title: `The alerts of ${listed(monitors)} reach nobody.`,
        why: `${listed(monitors)} ${monitors.length === 1 ? "knows" : "know"} within a minute that ${example} is down, and ${monitors.length === 1 ? "tells" : "tell"} nobody: it is found when somebody looks, or when a visitor of ${infra.domain} complains. Until then no repair begins.`,
        evidence: ["monitoring.receivers is empty", `${alerts.length} alerts are raised`],
        fix: {
          kind: "advice",
          title:
            'Name who is told: monitoring.receivers: [{ kind: "email", to: "..." }], or a pager by { kind: "pagerduty", to: secret("PAGERDUTY_KEY") }.',
        },
        hosts: monitors,
        path: "monitoring.receivers",
      },
    ];
  },
};
