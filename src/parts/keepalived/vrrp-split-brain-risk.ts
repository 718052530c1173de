import type { Edit, Judgement } from "../../kit/faces/finding.ts";
import type { PartRule, PartRuleContext } from "../../kit/faces/rule.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { hasVirtualAddress, priorityOf, virtualAddresses } from "../../model/virtual-address.ts";
import { listed } from "../../util/names.ts";

/** Balancers that share an address and may both hold it, or neither for certain. */
export const vrrpSplitBrainRisk: PartRule = {
  id: "vrrp-split-brain-risk",
  after: "quorum-even",
  section: "availability",
  severity: "error",
  title: "The balancers may not agree on who holds the address.",
  why: "Whoever hears no advertisement for three intervals takes the address. Where the balancers cannot hear each other, both hold it: switches and neighbours then send each connection to whichever answered ARP last, and sessions break at random. Networks of cloud providers mostly carry no multicast, and firewalls that allow only TCP and UDP drop VRRP, which is a protocol of its own (112).",
  mend: "Unicast between peers that are named, a priority of its own for each, and protocol 112 open between them. Bartizan generates all three unless the file says otherwise.",
  drill: "partition-balancers",
  falsePositive: "A network that is known to carry the multicast group 224.0.0.18 between the balancers, and nothing filters there.",
  references: [
    {
      title: "RFC 9568, sections 6.4 and 7: state machine and messages of VRRPv3",
      url: "https://www.rfc-editor.org/rfc/rfc9568#section-6.4",
    },
    { title: "keepalived.conf(5): unicast_peer, priority", url: "https://www.keepalived.org/manpage.html" },
  ],
  judge: (context) => {
    const balancers = hostsOf(context.infra, "balancer");
    if (balancers.length < 2 || !hasVirtualAddress(context.infra)) return [];
    const causes = [multicast(context.infra), equalPriorities(context.infra, balancers), closed(context)].filter((it) => it !== undefined);
    return causes.length === 0 ? [] : [judged(context.infra, balancers, causes)];
  },
};

interface Cause {
  /** In half a sentence. */
  readonly title: string;
  readonly why: string;
  readonly evidence: readonly string[];
  readonly edits: readonly Edit[];
  /** What an edit of the file cannot mend. */
  readonly advice?: string;
  readonly path: string;
}

function multicast(infra: Infrastructure): Cause | undefined {
  if (infra.balancer.peers !== "multicast") return undefined;
  return {
    title: "find each other by multicast",
    why: "If the network between them does not carry 224.0.0.18, each is alone and takes the address.",
    evidence: ["balancer.peers: multicast"],
    edits: [{ path: ["balancer", "peers"], value: "unicast" }],
    path: "balancer.peers",
  };
}

function equalPriorities(infra: Infrastructure, balancers: readonly Host[]): Cause | undefined {
  const priorities = balancers.map((host) => priorityOf(host, infra));
  if (new Set(priorities).size === priorities.length) return undefined;
  // The defaults of the language: descending in the order of the file.
  const distinct = Object.fromEntries(balancers.map((host, index) => [host.name, Math.max(1, 200 - 10 * index)]));
  return {
    title: "have equal priorities",
    why: "After both have started alone, which one yields is left to a comparison of addresses (RFC 9568, 6.4.3), and the file does not say which one is meant to serve.",
    evidence: balancers.map((host, index) => `balancer.priorities.${host.name}: ${priorities[index]}`),
    edits: [{ path: ["balancer", "priorities"], value: distinct }],
    path: "balancer.priorities",
  };
}

function closed({ blocked: keptOut }: PartRuleContext): Cause | undefined {
  const blocked = keptOut().filter(({ protocol }) => protocol === "vrrp");
  const [first] = blocked;
  if (first === undefined) return undefined;
  const pairs = [...new Set(blocked.map(({ from, to }) => `${from.kind === "host" ? from.host : from.kind} to ${to}`))];
  return {
    title: "cannot hear each other",
    why: `The firewall of ${first.to} drops protocol 112, so it never hears the others and takes the address while they hold it.`,
    evidence: pairs.map((pair) => `protocol 112 is closed from ${pair}`),
    edits: [],
    advice: `Open protocol 112 (VRRP) in the firewall of ${listed([...new Set(blocked.map(({ to }) => to))])} for the other balancers.`,
    path: `hosts.${first.to}.firewall`,
  };
}

function judged(infra: Infrastructure, balancers: readonly Host[], causes: readonly Cause[]): Judgement {
  const names = balancers.map((host) => host.name);
  const [address] = virtualAddresses(infra);
  const edits = causes.flatMap((cause) => cause.edits);
  const advice = causes.flatMap((cause) => cause.advice ?? []);
  const title = edits.length === 0 ? "" : `Let ${listed(names)} talk to each other by unicast, each with a priority of its own.`;
  return {
    entity: "balancer",
    title: `${listed(names)} ${causes.map((cause) => cause.title).join(" and ")}.`,
    why: `${listed(names)} share ${address}. ${causes.map((cause) => cause.why).join(" ")} Visitors of ${infra.domain} then reach one or the other by chance, and lose their connections whenever it changes.`,
    evidence: causes.flatMap((cause) => cause.evidence),
    fix: edits.length === 0 ? { kind: "advice", title: advice.join(" ") } : { kind: "edit", title: [title, ...advice].join(" "), edits },
    hosts: names,
    path: causes[0]?.path ?? "balancer",
  };
}
