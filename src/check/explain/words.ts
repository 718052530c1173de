import { ROLES } from "../../catalog/roles.ts";
import { ENCRYPTION_WORDS, type Flow } from "../../model/flow.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";

/** Who opens a flow: the name of a host, or who is meant. */
export function sourceWords(flow: Flow, infra: Infrastructure): string {
  if (flow.from.kind === "host") return flow.from.host;
  return flow.from.kind === "anyone" ? "anyone" : `operators (${infra.firewall.admin.join(", ")})`;
}

/** Flows in the order in which a request meets them: from outside, from the balancer, from the web server. */
export function inOrder(flows: readonly Flow[], infra: Infrastructure): readonly Flow[] {
  const roles = new Map(infra.hosts.map((host) => [host.name, Math.min(...host.roles.map((role) => ROLES.indexOf(role)))]));
  const place = ({ from }: Flow): number => (from.kind === "host" ? (roles.get(from.host) ?? 0) : -1);
  return flows.toSorted((a, b) => place(a) - place(b));
}

/** `443/tcp`, `vrrp`. */
export function portWords({ port, protocol }: Flow): string {
  return port === 0 ? protocol : `${port}/${protocol}`;
}

/** How a flow is protected, in a word or two. */
export function protectionOf({ encryption }: Flow): string {
  return encryption === "none" ? "none" : ENCRYPTION_WORDS[encryption];
}

/** A share of a day, a day or days. */
export function daysOf(seconds: number): string {
  const days = Math.round(seconds / 86_400);
  return days >= 730 && days % 365 === 0 ? `${days / 365} years` : `${days} ${days === 1 ? "day" : "days"}`;
}
