import { PARTS } from "../catalog/registry.ts";
import type { CardRow } from "../kit/faces/card.ts";
import type { ChannelFlow } from "../model/flow-group.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import type { Card } from "./scene.ts";

/** Where TLS connections end: host and card. */
export type TlsEnds = ReadonlySet<string>;

export function tlsEnds(flows: readonly ChannelFlow[]): TlsEnds {
  const encrypted = flows.filter((flow) => flow.encryption !== "none" && flow.encryption !== "ssh");
  return new Set(encrypted.map((flow) => `${flow.to} ${targetCard(flow)}`));
}

/** The software that people should see on hosts that look alike, in the order in which a request passes it. */
export function cardsOf(hosts: readonly Host[], infra: Infrastructure, ends: TlsEnds): readonly Card[] {
  const rows = [...PARTS.flatMap(({ cards }) => cards?.(hosts, infra) ?? []), ...declaredServices(hosts, infra)];
  return rows
    .sort((a, b) => a.place - b.place)
    .map(({ place: _, ...row }) => ({ ...row, endsTls: hosts.some((host) => ends.has(`${host.name} ${row.key}`)) }));
}

function declaredServices(hosts: readonly Host[], infra: Infrastructure): readonly CardRow[] {
  const names = new Set(hosts.map((host) => host.name));
  const services = new Set(infra.flows.filter((flow) => names.has(flow.to)).map((flow) => flow.service));
  return [...services].map((service) => ({
    key: `service:${service}`,
    place: 70,
    icon: "service",
    title: service,
    detail: "declared, not run by Bartizan",
  }));
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
