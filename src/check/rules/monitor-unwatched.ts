import type { Fix, Judgement } from "../../kit/faces/finding.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/** The alert that fires always; it drives the sign of life. */
const SIGN_OF_LIFE = "Watchdog";

const SUBSCRIBE: Fix = {
  kind: "advice",
  title:
    'Have a service outside that expects a call every minute (healthchecks.io, Dead Man\'s Snitch, Opsgenie heartbeats) and write its URL as monitoring.watchdog: secret("WATCHDOG_URL").',
};

/** A monitor whose end nobody notices. One finding: one sign of life covers all monitors, or none is sent. */
export const monitorUnwatched: Rule = {
  id: "monitor-unwatched",
  section: "monitoring",
  severity: "warning",
  title: "Nothing notices when the monitor dies.",
  why: "A dead monitor raises no alerts, and no alerts look like good news. It takes somebody outside who waits for a sign of life and raises the alarm when it stays away: a dead man's switch. It also covers the whole chain, from the measurements to the notification.",
  mend: "A heartbeat from the monitor to a service that stands elsewhere.",
  drill: "stop-monitor",
  falsePositive: "Another monitor, which the file does not know of, probes this one.",
  references: [
    REFERENCES.prometheusAlerting,
    { title: "Prometheus Operator runbooks: Watchdog", url: "https://runbooks.prometheus-operator.dev/runbooks/general/watchdog/" },
  ],
  judge: ({ infra }) => {
    const monitors = hostsOf(infra, "monitor").map((host) => host.name);
    const { watchdog, withoutAlerts } = infra.monitoring;
    const silenced = withoutAlerts.includes(SIGN_OF_LIFE);
    if (monitors.length === 0 || (watchdog !== undefined && !silenced)) return [];
    const told: Pick<Judgement, "evidence" | "fix" | "path"> =
      watchdog === undefined
        ? { evidence: ["monitoring.watchdog is not set"], fix: SUBSCRIBE, path: "monitoring.watchdog" }
        : {
            evidence: [`monitoring.withoutAlerts has ${SIGN_OF_LIFE}, which makes the calls to monitoring.watchdog`],
            fix: {
              kind: "edit",
              title: `Let ${SIGN_OF_LIFE} be raised again: it is no trouble, but the sign of life.`,
              edits: [{ path: ["monitoring", "withoutAlerts"], value: withoutAlerts.filter((name) => name !== SIGN_OF_LIFE) }],
            },
            path: "monitoring.withoutAlerts",
          };
    return [
      {
        entity: monitors.length === 1 ? (monitors[0] ?? "site") : "site",
        title: `Nothing notices when ${listed(monitors)} ${monitors.length === 1 ? "dies" : "die"}.`,
        why: `When ${listed(monitors)} ${monitors.length === 1 ? "fails, or loses" : "fail, or lose"} the way out, every alert of ${infra.domain} ends in silence, and silence is what a good day looks like. The next outage is then told by visitors.`,
        ...told,
        hosts: monitors,
      },
    ];
  },
};
