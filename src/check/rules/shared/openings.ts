import type { SensitiveService } from "../../../kit/faces/exposed.ts";
import type { FlowGroup } from "../../../model/flow-group.ts";
import type { Host, Infrastructure } from "../../../model/infrastructure.ts";
import { type Guard, type GuardedFamily, guardsOf } from "../../firewall/guard.ts";
import { facesInternet, PUBLIC } from "../../firewall/public-space.ts";
import { everybody, minus, overlap } from "../../firewall/ranges.ts";
import { common, isNothing, packetSources, type Traffic, trafficOf, without } from "../../firewall/traffic.ts";
import { SENSITIVE_SERVICES, serviceAt, serviceNamed } from "./services.ts";

/** Who comes through beyond the hosts of the infrastructure: the internet, the operators, or others on networks that are not public. */
export type Reach = "internet" | "admin" | "network";

/** A sensitive service that a firewall's lines open to more than the hosts that need it. */
export interface Opening {
  readonly service: SensitiveService;
  readonly gate: GuardedFamily;
  /** What comes through, hosts of the infrastructure included. */
  readonly traffic: Traffic;
  readonly reach: Reach;
}

/** What a firewall opens beyond the declared flows: of sensitive services, and the rest. */
export interface Excess {
  readonly host: Host;
  readonly openings: readonly Opening[];
  readonly rest: readonly { readonly gate: GuardedFamily; readonly traffic: Traffic }[];
}

/** What each firewall that is not Bartizan's opens beyond the declared flows. */
export function excessesOf(infra: Infrastructure, groups: readonly FlowGroup[]): readonly Excess[] {
  return guardsOf(infra, groups).map((guard) => {
    const services = servicesOf(guard, infra);
    const openings = guard.gates.flatMap((gate) => services.flatMap((it) => openingOf(it, gate, guard.host, infra)));
    const rest = guard.gates.map((gate) => {
      const told = openings.filter((it) => it.gate === gate).map(({ traffic }) => traffic);
      return { gate, traffic: told.reduce(without, gate.excess) };
    });
    return { host: guard.host, openings, rest: rest.filter(({ traffic }) => !isNothing(traffic)) };
  });
}

function openingOf({ service, ports }: Standing, gate: GuardedFamily, host: Host, infra: Infrastructure): readonly Opening[] {
  const { family, book, excess } = gate;
  const at = trafficOf(ports.map((range) => ({ protocols: service.protocols, ports: range, sources: everybody(family) })));
  const traffic = common(excess, at);
  const strangers = minus(packetSources(traffic), book.hosts);
  if (strangers.length === 0) return [];
  const others = minus(strangers, book.admin);
  const reach = overlap(others, PUBLIC[family]).length > 0 ? "internet" : others.length === 0 ? "admin" : "network";
  // Administration that only a private network reaches is over-open, and not yet open to the world.
  const shut = service.kind === "administration" && !(reach === "internet" && facesInternet(host, infra, family));
  return shut ? [] : [{ service, gate, traffic, reach }];
}

/** A service of a host, with its ports there. */
interface Standing {
  readonly service: SensitiveService;
  readonly ports: SensitiveService["ports"];
}

/** The sensitive services of a host: those that parts bring, those that are declared, and those whose port a line of its firewall names. */
function servicesOf({ host, firewall }: Guard, infra: Infrastructure): readonly Standing[] {
  const declared = infra.flows.flatMap((flow) => {
    const service = flow.to === host.name ? (serviceNamed(flow.service) ?? serviceAt(flow.port)) : undefined;
    return service === undefined ? [] : [{ service, ports: [[flow.port, flow.port]] as const }];
  });
  const named = firewall.lines.flatMap(({ action, ports }) => {
    const service = action === "accept" && ports !== undefined && ports[0] === ports[1] ? serviceAt(ports[0]) : undefined;
    return service === undefined || ports === undefined ? [] : [{ service, ports: [ports] }];
  });
  const byService = new Map<SensitiveService, (readonly [number, number])[]>();
  const standing = SENSITIVE_SERVICES.flatMap((service) => (service.on?.(host, infra) ? [{ service, ports: service.ports }] : []));
  for (const { service, ports } of [...standing, ...declared, ...named]) {
    byService.set(service, [...(byService.get(service) ?? []), ...ports]);
  }
  return [...byService].map(([service, ports]) => ({ service, ports }));
}
