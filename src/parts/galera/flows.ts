import { type Flow, type FlowKind, flowId } from "../../model/flow.ts";
import { type Database, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";

/** One of the three ways in which nodes talk: a name that tells its flows apart, and what stands in the purpose. */
interface Channel {
  readonly service: string;
  readonly port: number;
  readonly carries: FlowKind;
  readonly says: (from: string, to: string) => string;
}

const GROUP: Channel = {
  service: "galera",
  port: PORTS.galera,
  carries: "coordination",
  says: (from, to) => `${from} and ${to} agree on the order of commits and on who belongs to the cluster.`,
};

/** Only nodes with data ask each other for what they missed. */
const TRANSFERS: readonly Channel[] = [
  {
    service: "galera-incremental",
    port: PORTS.galeraIncremental,
    carries: "data",
    says: (from, to) => `${from} sends ${to} the commits that it missed.`,
  },
  {
    service: "galera-full",
    port: PORTS.galeraFull,
    carries: "data",
    says: (from, to) => `${from} sends ${to} a copy of all data when it joins anew.`,
  },
];

/**
 * Every node reaches every other one: who is the donor of a node that joins is decided when it joins. The arbitrator (garbd) takes part
 * in the group alone; it neither has data nor asks for any.
 */
export function galeraFlows(infra: Infrastructure, { arbitrator, tls }: Database): readonly Flow[] {
  const nodes = hostsOf(infra, "database").map((host) => host.name);
  const voters = arbitrator === undefined || nodes.includes(arbitrator) ? nodes : [...nodes, arbitrator];
  const flow = (channel: Channel, from: string, to: string): Flow => {
    const source = { kind: "host", host: from } as const;
    return {
      id: flowId(channel.service, source, to),
      from: source,
      to,
      protocol: "tcp",
      port: channel.port,
      encryption: tls === "required" ? "mutual-tls" : "none",
      carries: channel.carries,
      purpose: channel.says(from, to),
    };
  };
  return [
    ...pairs(voters).map(([from, to]) => flow(GROUP, from, to)),
    ...pairs(nodes).flatMap(([from, to]) => TRANSFERS.map((it) => flow(it, from, to))),
  ];
}

function pairs(names: readonly string[]): readonly (readonly [from: string, to: string])[] {
  return names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
}
