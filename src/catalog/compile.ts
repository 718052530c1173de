import type { AlertRule, PartContext, RecordingRule, Scrape } from "../kit/part.ts";
import { selectHosts } from "../kit/select-hosts.ts";
import { sendersOf } from "../kit/senders.ts";
import { type ChannelFlow, type FlowGroup, flowsIn, groupsByListener } from "../model/flow-group.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { type HostState, keyOf, type Resource } from "../state/resource.ts";
import { BartizanError, fail, type Problem, problem } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";
import { declaredFlows } from "./declared-flows.ts";
import { loopbackOf } from "./loopback-ports.ts";
import { notBuilt } from "./not-built.ts";
import { PARTS } from "./registry.ts";
import { ROLES } from "./roles.ts";
import { partsOn, servicesOf } from "./services.ts";

/** What the desired state needs beyond the infrastructure itself. */
export interface CompileInputs {
  /** The certificates of the CAs that hosts trust, PEM: the infrastructure's own, and two while one replaces the other. */
  readonly caCertificate: string;
  /** The same of the CA that signs for the nodes of a database cluster alone. */
  readonly groupCertificate: string;
  /** The same of the CA that people trust, which signs for the site. */
  readonly siteCertificate: string;
  /** Files of the console, by name. */
  readonly console?: ReadonlyMap<string, string>;
  /** Id of the release to run; absent when nothing is to be deployed. */
  readonly releaseId?: string;
}

/** Everything that is wanted on each host, by host name, in the order of the file. Throws a BartizanError for what cannot be built yet. */
export function compile(infra: Infrastructure, inputs: CompileInputs): ReadonlyMap<string, HostState> {
  const missing = notBuilt(infra);
  if (missing.length > 0) throw new BartizanError(missing);
  const groups = groupsByListener(flowGroupsOf(infra));
  const context: Omit<PartContext, "flows" | "loopback" | "webServers" | "localNames"> = {
    infra,
    roles: ROLES,
    environment: Object.assign({}, ...PARTS.map((part) => part.environment?.values(infra))),
    services: servicesOf(infra),
    mutes: PARTS.flatMap((part) => part.mutes?.(infra) ?? []),
    scrapes: new Map(infra.hosts.map((host) => [host.name, scrapesOf(host, infra)])),
    alerts: alertRulesOf(infra),
    recordings: recordingRulesOf(infra),
    ...inputs,
  };
  return new Map(
    infra.hosts.map((host) => {
      const flows = uniqueFlows(flowsIn(groups.get(host.name) ?? []));
      const loopback = loopbackOf(host, infra, partsOn(host, infra));
      const webServers = partsOn(host, infra).flatMap((part) => part.webServer?.(host, infra) ?? []);
      const localNames = PARTS.flatMap((part) => part.localNames?.(host, infra) ?? []);
      return [host.name, { host: host.name, resources: resourcesOf(host, { ...context, flows, loopback, webServers, localNames }) }];
    }),
  );
}

/** What is to be measured on a host: everything, or the machine alone. */
export function scrapesOf(host: Host, infra: Infrastructure): readonly Scrape[] {
  const parts = partsOn(host, infra);
  const files = parts.flatMap((part) => part.textfiles?.(host, infra) ?? []);
  const all = parts
    .flatMap((part) => part.scrapes?.(host, infra) ?? [])
    .map((scrape) => (scrape.readsFiles ? { ...scrape, series: [...scrape.series, ...files] } : scrape));
  return all.filter((scrape) => host.monitoring === "all" || (host.monitoring === "machine" && scrape.machine));
}

/** The alerts of all parts but those that the file leaves out. Throws `BZ_ALERT_UNKNOWN` for one of these that is no part's. */
export function alertRulesOf(infra: Infrastructure): readonly AlertRule[] {
  const all = unique(
    PARTS.flatMap((part) => part.alerts?.(infra) ?? []),
    (alert) => alert.name,
    "alerts",
  );
  const names = all.map((alert) => alert.name);
  const without = infra.monitoring.withoutAlerts;
  const unknown = without.flatMap((name, index) => (names.includes(name) ? [] : [unknownAlert(name, index, names)]));
  if (unknown.length > 0) throw new BartizanError(unknown);
  return selecting(
    infra,
    all.filter((alert) => !without.includes(alert.name)),
  );
}

/** What the alerts and pictures of all parts are computed from beforehand. */
export function recordingRulesOf(infra: Infrastructure): readonly RecordingRule[] {
  return selecting(infra, recordingsOf(infra));
}

function recordingsOf(infra: Infrastructure): readonly RecordingRule[] {
  return PARTS.flatMap((part) => part.recordings?.(infra) ?? []);
}

/** Rules that believe of each series only the hosts whose it is to tell. */
function selecting<T extends { readonly expr: string }>(infra: Infrastructure, rules: readonly T[]): readonly T[] {
  const senders = sendersOf(infra, (host) => scrapesOf(host, infra), recordingsOf(infra));
  return rules.map((rule) => ({ ...rule, expr: selectHosts(rule.expr, senders) }));
}

function unknownAlert(name: string, index: number, names: readonly string[]): Problem {
  const near = nearest(name, names);
  return problem("BZ_ALERT_UNKNOWN", {
    where: `monitoring.withoutAlerts[${index}]`,
    found: JSON.stringify(name),
    allowed: [...names].sort().join(", "),
    ...(near === undefined ? {} : { mend: `Did you mean ${JSON.stringify(near)}?` }),
  });
}

/** All flows of the infrastructure by groups: of all parts, and of the user's own services. Linear in the number of hosts. */
export function flowGroupsOf(infra: Infrastructure): readonly FlowGroup[] {
  const ofParts = PARTS.flatMap(({ name, flows }) =>
    (flows?.(infra) ?? []).map((group) => ({ ...group, channels: group.channels.map((channel) => ({ ...channel, part: name })) })),
  );
  return [...ofParts, ...declaredFlows(infra)];
}

/** All flows of the infrastructure, one by one: for every two tiers that talk, as many as pairs of their hosts. */
export function flowsOf(infra: Infrastructure): readonly ChannelFlow[] {
  return uniqueFlows(flowsIn(flowGroupsOf(infra)));
}

function uniqueFlows(flows: readonly ChannelFlow[]): readonly ChannelFlow[] {
  return unique(flows, (flow) => flow.id, "flows");
}

/** All Debian packages that any host needs, sorted: what the lab's image is made of. */
export function packagesOf(infra: Infrastructure): readonly string[] {
  return [...new Set(infra.hosts.flatMap((host) => packagesOn(host, infra)))].sort();
}

function packagesOn(host: Host, infra: Infrastructure): readonly string[] {
  return [...new Set(partsOn(host, infra).flatMap((part) => part.packages(infra, host)))];
}

function resourcesOf(host: Host, context: PartContext): readonly Resource[] {
  const packages = packagesOn(host, context.infra).map((name): Resource => ({ kind: "package", name }));
  const parts = partsOn(host, context.infra).map((part) => ({ ...part, needs: part.needs?.(host, context.infra) ?? [] }));
  const resources = partsInOrder(parts).flatMap((part) => part.resources(host, context));
  return unique([...packages, ...resources], keyOf, `resources of ${host.name}`);
}

/** Each part after those that it needs, and otherwise in the order in which they are given. */
export function partsInOrder<T extends { readonly name: string; readonly needs: readonly string[] }>(parts: readonly T[]): readonly T[] {
  const byName = new Map(parts.map((part) => [part.name, part]));
  const order = new Set<T>();
  const visit = (part: T, path: readonly T[]): void => {
    if (order.has(part)) return;
    if (path.includes(part)) {
      const circle = [...path.slice(path.indexOf(part)), part].map((it) => it.name);
      throw fail("BZ_INTERNAL", { where: "the order of parts", found: `${circle.join(" needs ")}` });
    }
    for (const name of part.needs) {
      const needed = byName.get(name);
      if (needed !== undefined) visit(needed, [...path, part]);
    }
    order.add(part);
  };
  for (const part of parts) visit(part, []);
  return [...order];
}

/** Two parts that want the same thing would undo each other's work: that is a mistake in the parts, not in the user's file. */
function unique<T>(items: readonly T[], key: (item: T) => string, what: string): readonly T[] {
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(key(item))) throw fail("BZ_INTERNAL", { where: what, found: `two parts declare ${key(item)}` });
    seen.add(key(item));
  }
  return items;
}
