import { ROLES } from "../../catalog/roles.ts";
import { ENCRYPTION_WORDS, type Flow } from "../../model/flow.ts";
import { type Host, hostsOf, type Infrastructure, type Role } from "../../model/infrastructure.ts";
import type { JudgedFinding } from "../waivers.ts";

/** Names of the hosts that run a role, in the order of the file. */
export function namesOf(infra: Infrastructure, role: Role): readonly string[] {
  return hostsOf(infra, role).map((host) => host.name);
}

/** The names of all hosts that this says yes to. */
export function namesWhere(infra: Infrastructure, yes: (host: Host) => boolean): readonly string[] {
  return infra.hosts.filter(yes).map((host) => host.name);
}

/** `serves` for one, `serve` for several. */
export function verb(names: readonly unknown[], singular: string, plural: string): string {
  return names.length === 1 ? singular : plural;
}

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

/** What the check says of a subject, and where to read on; nothing when it has no complaint. */
export function saidBy(findings: readonly JudgedFinding[], ...rules: readonly string[]): string | undefined {
  const ids = findings.filter((it) => rules.includes(it.rule)).map((it) => (it.waived === undefined ? it.id : `${it.id} (waived)`));
  return ids.length === 0
    ? undefined
    : `The check says so too: ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? `, and ${ids.length - 5} more` : ""}.`;
}

/** A share of a day, a day or days. */
export function daysOf(seconds: number): string {
  const days = Math.round(seconds / 86_400);
  return days >= 730 && days % 365 === 0 ? `${days / 365} years` : `${days} ${days === 1 ? "day" : "days"}`;
}
