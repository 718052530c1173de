import { type Host, hostsOf, type Infrastructure, type Role } from "../model/infrastructure.ts";
import type { JudgedFinding } from "./faces/finding.ts";

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

/** What the check says of a subject, and where to read on; nothing when it has no complaint. */
export function saidBy(findings: readonly JudgedFinding[], ...rules: readonly string[]): string | undefined {
  const ids = findings.filter((it) => rules.includes(it.rule)).map((it) => (it.waived === undefined ? it.id : `${it.id} (waived)`));
  return ids.length === 0
    ? undefined
    : `The check says so too: ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? `, and ${ids.length - 5} more` : ""}.`;
}
