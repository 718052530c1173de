import { wordsOf } from "../../catalog/roles.ts";
import type { Flow } from "../../model/flow.ts";
import type { ChannelFlow } from "../../model/flow-group.ts";
import { listed } from "../../util/names.ts";
import { guardsOf } from "../firewall/guard.ts";
import { trafficLines } from "../firewall/traffic-text.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";
import { linesPath, takeOver } from "./shared/take-over.ts";

/** A firewall that keeps out what the infrastructure needs. One finding for a host: its list is one piece of work. */
export const firewallMissingFlow: Rule = {
  id: "firewall-missing-flow",
  section: "network",
  severity: "error",
  title: "A firewall keeps out a declared flow.",
  why: "What cannot connect does not work: a replica that does not replicate, a server that gets no requests, an operator who is locked out. Often it shows only at the change-over that needed the connection.",
  mend: "A line for each declared flow, from its sources to its port.",
  drill: "flow-probe",
  falsePositive: "The flow takes another way, past this firewall.",
  references: [REFERENCES.nistFirewalls],
  judge: ({ infra, flowGroups }) =>
    guardsOf(infra, flowGroups).flatMap(({ host, blocked }) => {
      // Closed VRRP makes two balancers fight for one address: vrrp-split-brain-risk says that.
      const shut = blocked.filter(({ flow }) => flow.protocol !== "vrrp");
      if (shut.length === 0) return [];
      const closed = [...new Map(shut.map(({ flow }) => [flow.id, flow])).values()];
      const ports = [...new Set(closed.map(({ port, protocol }) => `${port}/${protocol}`))];
      const evidence = shut.flatMap(({ flow, book, traffic }) => trafficLines(traffic, book).map((line) => `closed: ${line} (${flow.id})`));
      return [
        {
          entity: host.name,
          title: `The firewall of ${host.name} keeps out ${closed.length === 1 ? "a declared flow" : `${closed.length} declared flows`}: ${listed(ports)}.`,
          why: `By this list ${listed([...new Set(closed.map(consequence))])}.`,
          evidence: [...new Set(evidence)],
          fix: takeOver(host.name, `let ${listed(ports)} in from ${listed([...new Set(closed.map(sourceOf))])}.`),
          hosts: [host.name],
          flows: closed.map(({ id }) => id),
          path: linesPath(host.name),
        },
      ];
    }),
};

function sourceOf({ from }: Flow): string {
  return from.kind === "host" ? from.host : from.kind === "admin" ? "the admin ranges" : "anyone";
}

/** What does not work without the flow, as a part of a sentence. */
function consequence(flow: ChannelFlow): string {
  const { from, to, port, protocol, carries } = flow;
  const host = from.kind === "host" ? from.host : undefined;
  if (from.kind === "admin") return `operators are locked out of ${to}`;
  if (host === undefined) return `clients do not reach ${to}`;
  const effects: Readonly<Partial<Record<Flow["carries"], string>>> = {
    requests: `${host} gets no answer from ${to}`,
    data: `${host} does not reach ${reached(flow)} on ${to}`,
    coordination: `${host} and ${to} do not hear each other`,
    measurements: `the measurements of ${host} do not arrive on ${to}`,
  };
  return effects[carries] ?? `${host} does not reach ${to} (${port}/${protocol})`;
}

function reached({ channel: { service, ends } }: ChannelFlow): string {
  const to = ends?.to;
  return to === undefined || to === "backups" ? `the ${to ?? service}` : wordsOf(to).one;
}
