import type { FixOption } from "../../kit/faces/finding.ts";
import type { Improvement } from "../../kit/faces/role.ts";
import { anotherHost, nextAddress, type Taken } from "../../kit/new-host.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { hasVirtualAddress } from "../../model/virtual-address.ts";
import { listed } from "../../util/names.ts";

/** What makes the balancers more available, and lets them leave out who cannot serve. */
export function balancerImprovements(infra: Infrastructure, taken: Taken): readonly Improvement[] {
  const changes: readonly (readonly [string, FixOption | undefined])[] = [
    ["balancer", secondBalancer(infra, taken)],
    ["balancer", commonAddress(infra, taken)],
    ["health", infra.balancer.healthCheck ? undefined : HEALTH_CHECK],
  ];
  return changes.flatMap(([about, option]) => (option === undefined ? [] : [{ about, option }]));
}

const HEALTH_CHECK: FixOption = {
  title: "The balancers check whether the web servers can serve.",
  edits: [{ path: ["balancer", "healthCheck"], value: true }],
  addedHosts: [],
};

/** A balancer beside the only one, and an address that moves between the two. */
function secondBalancer(infra: Infrastructure, taken: Taken): FixOption | undefined {
  const [host, ...more] = hostsOf(infra, "balancer");
  if (host === undefined || more.length > 0) return undefined;
  const second = anotherHost(host, ["balancer"], taken);
  const address = hasVirtualAddress(infra) ? undefined : nextAddress(host.publicAddress ?? host.address, taken);
  if (second === undefined || (address === undefined && !hasVirtualAddress(infra))) return undefined;
  const virtual = address === undefined ? [] : [{ path: ["balancer", "virtualAddress"], value: address }];
  const moves = address === undefined ? "" : ` and the address ${address}, which moves between ${host.name} and ${second.name}`;
  return {
    title: `A second balancer ${second.name}${moves}.`,
    edits: [second.edit, ...virtual],
    addedHosts: [second.name],
    note: "The addresses are the next ones of the network that the file does not name: take those that you were given.",
  };
}

/** An address that moves between balancers that are there already. */
function commonAddress(infra: Infrastructure, taken: Taken): FixOption | undefined {
  const balancers = hostsOf(infra, "balancer");
  const [first] = balancers;
  if (first === undefined || balancers.length < 2 || hasVirtualAddress(infra)) return undefined;
  const address = nextAddress(first.publicAddress ?? first.address, taken);
  if (address === undefined) return undefined;
  return {
    title: `The address ${address}, which moves between ${listed(balancers.map((host) => host.name))}.`,
    edits: [{ path: ["balancer", "virtualAddress"], value: address }],
    addedHosts: [],
    note: `It is the next one of the network that the file does not name: take one that you were given, and let ${infra.domain} point to it.`,
  };
}
