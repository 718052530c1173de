import type { Judgement } from "../../kit/faces/finding.ts";
import { type FlowGroup, groupsByListener, portAt } from "../../model/flow-group.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import { facesInternet } from "../firewall/public-space.ts";
import type { Rule } from "../rule.ts";
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
  judge: ({ infra, flowGroups }) => {
    const open = infra.hosts.filter((host) => host.firewall.by === "nobody");
    if (open.length === 0) return [];
    const incoming = groupsByListener(flowGroups);
    return open.map((host) => judgement(host, infra, portsOf(host, incoming.get(host.name) ?? [])));
  },
};

/** The ports that somebody else is to reach on a host, such as `443/tcp`. */
function portsOf({ name }: Host, groups: readonly FlowGroup[]): readonly string[] {
  const used = groups.filter(({ from }) => typeof from === "string" || from.some((it) => it !== name));
  const channels = used.flatMap((group) => group.channels).filter((channel) => portAt(channel, name) > 0);
  return [...new Set(channels.map((channel) => `${portAt(channel, name)}/${channel.protocol}`))];
}

function judgement(host: Host, infra: Infrastructure, ports: readonly string[]): Judgement {
  const open = [4, 6].some((family) => facesInternet(host, infra, family === 4 ? 4 : 6));
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
