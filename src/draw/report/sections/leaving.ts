import { serviceName } from "../../../model/destinations.ts";
import { type Destination, hostsOf, type Infrastructure, type Receiver } from "../../../model/infrastructure.ts";
import { backupHost, placeIn, storeHost } from "../../../parts/backup/place.ts";
import { sender } from "../../../parts/remote-write/destinations.ts";
import type { SecretRef } from "../../../util/content.ts";
import { listed } from "../../../util/names.ts";
import { type ReportPart, type Row, reportTable } from "../document.ts";

const RECEIVERS = {
  email: "mail",
  webhook: "a webhook",
  slack: "Slack",
  pagerduty: "PagerDuty",
  opsgenie: "Opsgenie",
} as const satisfies Record<Receiver["kind"], string>;

/** What hosts send out of the infrastructure by themselves: no firewall stands before it, so it is told apart from the flows. */
export function leaving(infra: Infrastructure): readonly ReportPart[] {
  const { monitoring } = infra;
  const rows: readonly Row[] = [...monitoring.sendTo.flatMap((it) => ofDestination(infra, it)), ...alerts(infra), ...copies(infra)];
  if (rows.length === 0) return [];
  return [{ kind: "heading", text: "What leaves" }, ...reportTable(["From", "To", "What", "Protection"], rows)];
}

function ofDestination(infra: Infrastructure, it: Destination): readonly Row[] {
  const to = placed(serviceName(it.kind), it.site ?? it.url);
  const chosen = it.metrics.length === 0 ? "measurements" : `measurements called ${it.metrics.map((name) => `\`${name}\``).join(" or ")}`;
  const from = it.from === "hosts" ? "every host" : (sender(infra)?.name ?? "");
  return [[from, to, chosen, "TLS"], ...(it.logs ? [["every host", to, "logs", "TLS"]] : [])];
}

function alerts(infra: Infrastructure): readonly Row[] {
  const { receivers, watchdog, mail } = infra.monitoring;
  const from = listed(hostsOf(infra, "monitor").map((host) => host.name));
  return [
    ...receivers.map(({ kind, to }): Row => {
      if (kind !== "email") return [from, kind === "webhook" ? placed(RECEIVERS.webhook, to) : RECEIVERS[kind], "alerts", "TLS"];
      // Whoever takes mail for the recipient decides whether it is encrypted; a server of one's own has to.
      return [
        from,
        mail === undefined ? "the recipient's mail server" : mail.server,
        "alerts",
        mail === undefined ? "TLS if it is offered" : "TLS",
      ];
    }),
    ...(watchdog === undefined ? [] : [[from, placed("whoever waits for it", watchdog), "a sign of life", "TLS"]]),
  ];
}

function copies(infra: Infrastructure): readonly Row[] {
  const place = placeIn(infra);
  const from = backupHost(infra);
  if (place === undefined || from === undefined || storeHost(infra) !== undefined || infra.hosts.some((host) => host.name === place.host))
    return [];
  return [[from.name, `\`${place.host}:${place.port}\``, "copies of the database, encrypted before they leave", "SSH"]];
}

/** A service with where it is, unless only a secret says so. */
function placed(name: string, at: string | SecretRef | undefined): string {
  if (typeof at !== "string") return name;
  return `${name}, \`${URL.canParse(at) ? new URL(at).host : at}\``;
}
