import type { Channel, FlowGroup } from "../../../model/flow-group.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { PORTS } from "../../../model/ports.ts";
import type { Database } from "../language.ts";

/**
 * Every node reaches every other one: who is the donor of a node that joins is decided when it joins. The arbitrator (garbd) takes part
 * in the group alone; it neither has data nor asks for any.
 */
export function galeraFlows(infra: Infrastructure, { arbitrator, tls }: Database): readonly FlowGroup[] {
  const nodes = hostsOf(infra, "database").map((host) => host.name);
  const voters = arbitrator === undefined || nodes.includes(arbitrator) ? nodes : [...nodes, arbitrator];
  const apps = hostsOf(infra, "app").map((host) => host.name);
  const encryption = tls === "required" ? "mutual-tls" : "none";
  return [
    { from: voters, to: voters, channels: [group(encryption)] },
    { from: nodes, to: nodes, channels: transfers(encryption) },
    { from: [...new Set([...apps, ...nodes])], to: nodes, channels: [health(apps)] },
  ];
}

/** One line of the picture, whatever each of them is for. */
const CLUSTER = { label: "Galera", protocol: "tcp", ends: { from: "database", to: "database" }, drawnAs: "data" } as const;

function group(encryption: Channel["encryption"]): Channel {
  return {
    ...CLUSTER,
    service: "galera",
    port: PORTS.cluster,
    encryption,
    carries: "coordination",
    purpose: (from, to) => `${from} and ${to} agree on the order of commits and on who belongs to the cluster.`,
  };
}

/** Only nodes with data ask each other for what they missed. */
function transfers(encryption: Channel["encryption"]): readonly Channel[] {
  return [
    {
      ...CLUSTER,
      service: "galera-incremental",
      port: PORTS.clusterIncremental,
      encryption,
      carries: "data",
      purpose: (from, to) => `${from} sends ${to} the commits that it missed.`,
    },
    {
      ...CLUSTER,
      service: "galera-full",
      port: PORTS.clusterFull,
      encryption,
      carries: "data",
      purpose: (from, to) => `${from} sends ${to} a copy of all data when it joins anew.`,
    },
  ];
}

/** Whatever is agreed for the rest: it is Bartizan's own, and costs nothing. */
function health(apps: readonly string[]): Channel {
  return {
    ...CLUSTER,
    service: "galera-health",
    port: PORTS.clusterHealth,
    encryption: "mutual-tls",
    carries: "coordination",
    purpose: (from, to) =>
      apps.includes(from)
        ? `${from} asks ${to} whether its database node belongs to the majority.`
        : `${from} asks ${to} how far its database node is, when nobody runs the cluster.`,
  };
}
