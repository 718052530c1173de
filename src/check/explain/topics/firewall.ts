import { namesWhere, verb } from "../../../kit/answer-words.ts";
import { type Block, paragraph, remark, table } from "../../../kit/faces/block.ts";
import { FLOW_WORDS, type Flow } from "../../../model/flow.ts";
import { type Host, hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { PORTS } from "../../../model/ports.ts";
import { groupedBy } from "../../../util/grouped-by.ts";
import { listed } from "../../../util/names.ts";
import { alike } from "../alike.ts";
import type { Topic, TopicContext } from "../topic.ts";
import { portWords, protectionOf, sourceWords } from "../words.ts";

/** Why every host has a firewall, and all that they let in. */
export const firewall: Topic = {
  id: "firewall",
  question: "Why a firewall, and what does each host's let through?",
  answer: (context) => [
    ...why(context),
    ...table(["HOST", "LETS IN", "FROM", "PROTECTED BY", "FOR"], rows(context)),
    ...others(context.infra),
  ],
};

function why({ infra, flows }: TopicContext): readonly Block[] {
  const mine = infra.hosts.filter((host) => host.firewall.by === "bartizan");
  if (mine.length === 0)
    return [paragraph("No host has a firewall of Bartizan's: whatever listens on a host is open to every network that reaches it.")];
  const data = hostsOf(infra, "database").find((host) => host.firewall.by === "bartizan");
  const front = hostsOf(infra, "web").find((host) => host.firewall.by === "bartizan") ?? mine[0];
  return [
    paragraph(
      "A daemon that listens answers whoever reaches it; a firewall decides who does.",
      data === undefined ? undefined : guarded(data, flows, infra),
      front === undefined ? undefined : contained(front, flows, infra),
    ),
    paragraph(
      `Each one is compiled from the declared flows and from nothing else: ${flows.length} of them here. A new connection that is no flow is dropped, counted and logged; answers to what was let in, and to what the host itself asked for, pass. Forwarded is what containers open to the outside, and what a flow lets in to their published ports. What a host opens to others is decided at their end.`,
    ),
  ];
}

/** What the firewall keeps from the most valuable host. */
function guarded(host: Host, flows: readonly Flow[], infra: Infrastructure): string {
  const open = flows.filter((flow) => flow.to === host.name && flow.from.kind === "anyone");
  const inside = new Set(
    flows.filter((flow) => flow.to === host.name && flow.from.kind === "host").map((flow) => sourceWords(flow, infra)),
  );
  const world = open.length === 0 ? "nothing" : listed(open.map(portWords));
  return `On ${host.name} the database listens on ${PORTS.database}: of the world ${world} gets in, of this infrastructure ${inside.size === 0 ? "nobody" : `${listed([...inside])}, each on its ports`}, and SSH from the operators' networks alone.`;
}

/** What somebody gains who has broken into a host. */
function contained(host: Host, flows: readonly Flow[], infra: Infrastructure): string {
  const ways = flows.filter((flow) => flow.from.kind === "host" && flow.from.host === host.name);
  const reached = [...new Set(ways.map((flow) => `${flow.to} on ${portWords(flow)}`))];
  const others = infra.hosts.length - 1;
  if (others === 0) return "";
  return `Who breaks into ${host.name} reaches ${reached.length === 0 ? "no other host" : `${listed(reached)} and nothing else of the other ${others === 1 ? "host" : `${others} hosts`}`}.`;
}

/** What a host lets in, by service: the sources together. */
interface Line {
  readonly port: string;
  readonly sources: readonly string[];
  readonly protection: string;
  readonly purpose: string;
}

function rows({ infra, flows }: TopicContext): readonly (readonly string[])[] {
  const byTarget = groupedBy(flows, (flow) => flow.to);
  const roles = new Map(infra.hosts.map((host) => [host.name, host.roles.join(" ")]));
  const filtered = infra.hosts.filter((host) => host.firewall.by === "bartizan");
  const groups = alike(
    filtered,
    (host) => linesOf(byTarget.get(host.name) ?? [], infra),
    // Of hosts with the same roles each lets in the others, but never itself.
    (lines, host) =>
      JSON.stringify([
        host.roles,
        lines.map((it) => [it.port, it.protection, [...new Set(it.sources.map((name) => roles.get(name) ?? name))].sort()]),
      ]),
  );
  return groups.flatMap(({ label, names, told }) =>
    told.map((line, index) => [index === 0 ? label : "", line.port, sourcesOf(line, names, infra), line.protection, line.purpose]),
  );
}

/** More names than these are abridged. */
const MOST_NAMES = 12;

/** Who gets in, as completely as a person would want to read it. */
function sourcesOf({ sources }: Line, names: readonly string[], infra: Infrastructure): string {
  // Hosts that are told of together let each other in, too.
  const hosts = new Set([...sources, ...names]);
  if (sources.length > 3 && infra.hosts.every((host) => hosts.has(host.name))) return "every other host";
  return sources.length > MOST_NAMES ? listed(sources) : sources.join(", ");
}

function linesOf(flows: readonly Flow[], infra: Infrastructure): readonly Line[] {
  const groups = groupedBy(flows, (flow) => [flow.protocol, flow.port, flow.encryption, flow.carries].join(" "));
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const sources = [first, ...more].map((flow) => sourceWords(flow, infra));
    return [{ port: portWords(first), sources, protection: protectionOf(first), purpose: FLOW_WORDS[first.carries] }];
  });
}

function others(infra: Infrastructure): readonly Block[] {
  const foreign = namesWhere(infra, (host) => host.firewall.by === "other");
  const open = namesWhere(infra, (host) => host.firewall.by === "nobody");
  return remark(
    foreign.length === 0
      ? undefined
      : `${listed(foreign)} ${verb(foreign, "is", "are")} filtered by somebody else; the check compares the lines in the file with the flows.`,
    open.length === 0 ? undefined : `${listed(open)} ${verb(open, "has", "have")} no firewall at all.`,
  );
}
