import type { Flow } from "../../model/flow.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Judgement } from "../finding.ts";
import { facesInternet } from "../firewall/public-space.ts";
import type { Rule } from "../rule.ts";
import { listed } from "./shared/names.ts";
import { REFERENCES } from "./shared/references.ts";

/** A host that nobody filters. */
export const hostWithoutFirewall: Rule = {
  id: "host-without-firewall",
  section: "network",
  starred: true,
  severity: "error",
  title: "A host has no firewall.",
  why: "Without one, every port that any program opens, now or after the next update, is open to whoever can reach the host. A firewall at the edge does not help against the neighbour that was broken into: each host needs its own.",
  mend: "Let Bartizan compile one from the declared flows: it opens these and nothing else.",
  drill: "sweep",
  falsePositive: 'Something in front of this very host filters all of its traffic: describe it under hosts.*.firewall with by "other".',
  references: [
    REFERENCES.nistFirewalls,
    REFERENCES.zeroTrust,
    { title: "CIS Controls v8, Safeguard 4.4: a firewall on servers", url: "https://www.cisecurity.org/controls/v8" },
  ],
  judge: ({ infra, flows }) => {
    const open = infra.hosts.filter((host) => host.firewall.by === "nobody");
    const incoming = new Map<string, Flow[]>(open.map((host) => [host.name, []]));
    if (open.length > 0) for (const flow of flows) incoming.get(flow.to)?.push(flow);
    return open.map((host) => judgement(host, infra, incoming.get(host.name) ?? []));
  },
};

function judgement(host: Host, infra: Infrastructure, incoming: readonly Flow[]): Judgement {
  const open = [4, 6].some((family) => facesInternet(host, infra, family === 4 ? 4 : 6));
  const ports = [...new Set(incoming.filter((flow) => flow.port > 0).map((flow) => `${flow.port}/${flow.protocol}`))];
  const meant = ports.length === 0 ? "No flow is declared to it" : `The declared flows to it need ${listed(ports)}`;
  const database = host.roles.includes("database") ? ", and its database for more hosts than use it," : "";
  return {
    entity: host.name,
    title: `${host.name} has no firewall.`,
    why: `${meant}. Whatever else listens on ${host.name} now or after the next update${database} is open to ${open ? "the internet" : "every other machine on its network"}.`,
    evidence: [`hosts.${host.name}.firewall.by: "nobody"`, ...(open ? [`${host.name} has a public address`] : [])],
    fix: {
      kind: "edit",
      title: `Let Bartizan filter ${host.name}: its firewall is compiled from the declared flows.`,
      edits: [{ path: ["hosts", host.name, "firewall"], value: undefined }],
    },
    hosts: [host.name],
    path: `hosts.${host.name}.firewall`,
  };
}
