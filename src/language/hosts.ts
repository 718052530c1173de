import type { Role } from "../model/infrastructure.ts";
import { quoted } from "../util/quoted.ts";
import { nearest } from "../util/suggest.ts";
import type { InfrastructureConfig } from "./config.ts";
import { describe } from "./describe.ts";
import { type Draft, entriesOf, itemsOf, type RuleContext } from "./draft.ts";
import type { Fault } from "./fault.ts";
import { showKey, showName } from "./path.ts";
import { isObject, valueAt } from "./plain.ts";

/** Where a host has its addresses. */
export const HOST_ADDRESSES = ["address", "address6", "publicAddress", "publicAddress6"] as const;

// What rules ask of the hosts: who is there, and who runs what.

/** The hosts that run a role. */
export function hostsWith(role: Role, { hosts }: InfrastructureConfig): readonly string[] {
  return Object.entries(hosts).flatMap(([name, { runs }]) => (runs.includes(role) ? [name] : []));
}

/** The hosts that run a role, as far as the config is sound. */
export function namesOf(draft: Draft, role: Role): readonly string[] {
  return entriesOf(draft.hosts).flatMap(([name, host]) => (itemsOf(host.runs).some(([, run]) => run === role) ? [name] : []));
}

/** All names of hosts, those of broken hosts included. */
export function hostNames({ written }: RuleContext): readonly string[] {
  const hosts = valueAt(written, ["hosts"]);
  return isObject(hosts) ? Object.keys(hosts) : [];
}

/** Whether the roles of every host are known for sure. A misspelt role is one problem, not also a tier that nothing runs. */
export function rolesKnown(context: RuleContext): boolean {
  const { draft } = context;
  const count = hostNames(context).length;
  if (draft.hosts === undefined || count === 0 || Object.keys(draft.hosts).length !== count) return false;
  return entriesOf(draft.hosts).every(([, host]) => host.runs?.every((role) => role !== undefined) ?? false);
}

/** Some names in a sentence; many are counted. */
export function listed(names: readonly string[]): string {
  const shown = names.map(showName);
  return shown.length <= 5 ? shown.join(", ") : `${shown.slice(0, 4).join(", ")} and ${shown.length - 4} more`;
}

/** The fault of a name that should be one of the hosts, or one of the words that stand for somebody else; undefined when it is. */
export function unknownHost(name: string, context: RuleContext, words: readonly string[] = []): Fault | undefined {
  const hosts = valueAt(context.written, ["hosts"]);
  if (words.includes(name) || !isObject(hosts) || Object.hasOwn(hosts, name)) return undefined;
  const names = Object.keys(hosts);
  if (names.length === 0) return undefined;
  const near = nearest(name, [...words, ...names]);
  const allowed = [...words.map((word) => quoted(word)), listed(names)].join(", ");
  const mend = near === undefined ? {} : { mend: `Did you mean ${showKey(near)}?` };
  return { code: "BZ_CONFIG_HOST_UNKNOWN", found: describe(name), allowed, ...mend };
}

/** What a host runs, as far as it is known for sure. */
export function rolesOf(name: string, draft: Draft): readonly Role[] | undefined {
  const runs = Object.hasOwn(draft.hosts ?? {}, name) ? draft.hosts?.[name]?.runs : undefined;
  return runs?.every((role) => role !== undefined) === true ? (runs as readonly Role[]) : undefined;
}
