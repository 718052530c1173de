import { shortDestinations } from "../model/destinations.ts";
import type { ChannelFlow } from "../model/flow-group.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { hasVirtualAddress } from "../model/virtual-address.ts";
import type { Card } from "./scene.ts";

/** Where TLS connections end: host and card. */
export type TlsEnds = ReadonlySet<string>;

export function tlsEnds(flows: readonly ChannelFlow[]): TlsEnds {
  const encrypted = flows.filter((flow) => flow.encryption !== "none" && flow.encryption !== "ssh");
  return new Set(encrypted.map((flow) => `${flow.to} ${targetCard(flow)}`));
}

/** The software that people should see on hosts that look alike, in the order in which a request passes it. */
export function cardsOf(hosts: readonly Host[], infra: Infrastructure, ends: TlsEnds): readonly Card[] {
  const card = (key: string, icon: Card["icon"], title: string, detail: string): Card => ({
    key,
    icon,
    title,
    detail,
    endsTls: hosts.some((host) => ends.has(`${host.name} ${key}`)),
  });
  const first = hosts[0];
  if (first === undefined) return [];
  const has = new Set<string>(first.roles);
  return [
    ...(has.has("balancer") ? [{ ...card("balancer", "balancer", "HAProxy", balancerDetail(infra)), ...certificate(infra) }] : []),
    ...(has.has("web") ? [card("web", "web", "nginx", "web server")] : []),
    ...(has.has("app") ? [card("app", "app", "app", infra.app?.command ?? "")] : []),
    ...(has.has("database") ? [card("database", "database", "MariaDB", databaseDetail(first, infra))] : []),
    ...(infra.database?.arbitrator === first.name ? [card("arbitrator", "vote", "garbd", "votes in the cluster, holds no data")] : []),
    ...(hosts.some((host) => host.name === infra.backups?.to) ? [card("backups", "backup", "backups", backupWords(infra))] : []),
    ...declaredServices(hosts, infra).map((service) => card(`service:${service}`, "service", service, "declared, not run by Bartizan")),
    ...(has.has("monitor")
      ? [card("monitor", "monitor", "VictoriaMetrics", "metrics, rules, alerts"), alertCard(infra), ...sending(infra)]
      : []),
  ];
}

function balancerDetail(infra: Infrastructure): string {
  return hasVirtualAddress(infra) ? "load balancer, keepalived" : "load balancer";
}

function certificate(infra: Infrastructure): Pick<Card, "certificate"> {
  switch (infra.tls.certificate) {
    case "none":
      return {};
    case "internal":
      return { certificate: `${infra.domain}, own CA` };
    case "provided":
      return { certificate: `${infra.domain}, until ${infra.tls.provided?.expires}` };
  }
}

function databaseDetail(host: Host, infra: Infrastructure): string {
  const { database } = infra;
  if (database === undefined) return "";
  const first = database.primary === host.name;
  if (database.topology === "galera") {
    if (database.writers === "all") return "Galera node, takes writes";
    return first ? "Galera node, takes the writes" : "Galera node, ready for writes";
  }
  if (first) return "primary, takes the writes";
  return database.replicasReadOnly ? "replica, read-only" : "replica, writable";
}

/** When copies of the database are made, and for how long they are kept. */
export function backupWords({ backups }: Infrastructure): string {
  return backups === undefined ? "" : `every ${backups.everyHours} h, kept ${backups.keepDays} days`;
}

function declaredServices(hosts: readonly Host[], infra: Infrastructure): readonly string[] {
  const names = new Set(hosts.map((host) => host.name));
  return [...new Set(infra.flows.filter((flow) => names.has(flow.to)).map((flow) => flow.service))];
}

function alertCard(infra: Infrastructure): Card {
  const { receivers, watchdog } = infra.monitoring;
  const told = [...new Set(receivers.map((it) => it.kind)), ...(watchdog === undefined ? [] : ["watchdog"])];
  return {
    key: "alerts",
    icon: "bell",
    title: "Alertmanager",
    detail: told.length === 0 ? "tells nobody" : `to ${told.join(", ")}`,
    endsTls: false,
  };
}

/** What the monitor sends on to other services. */
function sending(infra: Infrastructure): readonly Card[] {
  const names = shortDestinations(infra, "monitor");
  if (names.length === 0) return [];
  return [{ key: "sending", icon: "send", title: "sends on", detail: `to ${names.join(", ")}`, endsTls: false }];
}

/** The card at which a flow ends; `""` for the host as a whole. */
export function targetCard({ carries, channel: { service, ends } }: ChannelFlow): string {
  return carries === "other" ? `service:${service}` : (ends?.to ?? "");
}

/** The cards at which a flow can begin: one to a database carries the app's statements, the replica's copying, or both. */
export function sourceCards({ from, channel: { ends } }: ChannelFlow): readonly string[] {
  if (from.kind !== "host" || ends?.from === undefined) return [""];
  return typeof ends.from === "string" ? [ends.from] : ends.from(from.host);
}
