import type { Part } from "../../kit/part.ts";
import { sandbox } from "../../kit/sandbox.ts";
import { dropIn, running } from "../../kit/unit-file.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { syslogAlerts } from "./alerts.ts";
import { syslogNgConfig } from "./config-file.ts";
import { logServices } from "./services.ts";

const UNIT = "syslog-ng.service";

/** Whether the logs of this host leave for a service. */
export function sendsLogs(host: Host, infra: Infrastructure): boolean {
  return host.monitoring === "all" && logServices(infra, host.name).length > 0;
}

/** The way out for logs: each host reads its own journal and sends what belongs to the site, past the monitor. */
export const syslogNg: Part = {
  name: "syslog-ng",
  reserved: { services: ["syslog", "syslog-ng"] },
  standsOn: sendsLogs,
  // ca-certificates: who receives is verified.
  packages: () => ["syslog-ng-core", "syslog-ng-mod-http", "ca-certificates"],
  textfiles: () => [{ names: "bartizan_log_records_(waiting|total)" }],
  alerts: (infra) => (infra.hosts.some((host) => sendsLogs(host, infra)) ? syslogAlerts : []),
  resources: (host, { infra }) => {
    const config: Resource = {
      kind: "file",
      path: "/etc/syslog-ng/syslog-ng.conf",
      // It holds the keys.
      mode: "0600",
      content: syslogNgConfig(host, infra),
      validate: 'syslog-ng --no-caps -s -f "$1"',
    };
    const unit = dropIn(UNIT, unitAdditions);
    return [
      config,
      unit,
      running(UNIT, {
        restartOn: [keyOf(config), keyOf(unit)],
        ready: "syslog-ng-ctl healthcheck",
        readySeconds: 15,
      }),
    ];
  },
};

/** It reads the journal and the database's slow log, which are others' files, and talks to whoever the file names. */
const unitAdditions = `# By Bartizan.
[Unit]
StartLimitIntervalSec=0

[Service]
ExecStart=
ExecStart=/usr/sbin/syslog-ng -F --no-caps
Restart=always
RestartSec=1
${sandbox()
  .replace(/IPAddress.*\n/g, "")
  .replace("CapabilityBoundingSet=\n", "CapabilityBoundingSet=CAP_DAC_READ_SEARCH\n")}ReadWritePaths=/var/lib/syslog-ng
RuntimeDirectory=syslog-ng
`;
