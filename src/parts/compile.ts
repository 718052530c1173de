import type { Flow } from "../model/flow.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { type HostState, keyOf, type Resource } from "../state/resource.ts";
import { fail } from "../util/errors.ts";
import type { Part, PartContext } from "./part.ts";
import { PARTS } from "./registry.ts";

/** What the desired state needs beyond the infrastructure itself. */
export interface CompileInputs {
  /** The certificate of the infrastructure's CA, PEM. */
  readonly caCertificate: string;
  /** Id of the release to run; absent when nothing is to be deployed. */
  readonly releaseId?: string;
}

/** Everything that is wanted on each host, by host name, in the order of the file. */
export function compile(infra: Infrastructure, inputs: CompileInputs): ReadonlyMap<string, HostState> {
  const context: PartContext = {
    infra,
    flows: flowsOf(infra),
    scrapes: new Map(infra.hosts.map((host) => [host.name, standing(host, infra).flatMap((part) => part.scrapes?.(host, infra) ?? [])])),
    alerts: unique(
      PARTS.flatMap((part) => part.alerts?.(infra) ?? []),
      (alert) => alert.name,
      "alerts",
    ),
    recordings: PARTS.flatMap((part) => part.recordings?.(infra) ?? []),
    ...inputs,
  };
  return new Map(infra.hosts.map((host) => [host.name, { host: host.name, resources: resourcesOf(host, context) }]));
}

/** All flows of the infrastructure, of all parts. */
export function flowsOf(infra: Infrastructure): readonly Flow[] {
  return unique(
    PARTS.flatMap((part) => part.flows?.(infra) ?? []),
    (flow) => flow.id,
    "flows",
  );
}

/** All Debian packages that any host needs, sorted: what the lab's image is made of. */
export function packagesOf(infra: Infrastructure): readonly string[] {
  return [...new Set(infra.hosts.flatMap((host) => packagesOn(host, infra)))].sort();
}

function standing(host: Host, infra: Infrastructure): readonly Part[] {
  return PARTS.filter((part) => part.standsOn(host, infra));
}

function packagesOn(host: Host, infra: Infrastructure): readonly string[] {
  return [...new Set(standing(host, infra).flatMap((part) => part.packages(infra, host)))];
}

function resourcesOf(host: Host, context: PartContext): readonly Resource[] {
  const packages = packagesOn(host, context.infra).map((name): Resource => ({ kind: "package", name }));
  const resources = standing(host, context.infra).flatMap((part) => part.resources(host, context));
  return unique([...packages, ...resources], keyOf, `resources of ${host.name}`);
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
