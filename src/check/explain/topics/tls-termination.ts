import type { Flow } from "../../../model/flow.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import { listed } from "../../rules/shared/names.ts";
import { alike, groupedBy } from "../alike.ts";
import { type Block, paragraph, table } from "../block.ts";
import type { Topic, TopicContext } from "../topic.ts";
import { namesOf, PROTECTION, portWords, saidBy } from "../words.ts";

/** What it means that TLS ends at the balancer. */
export const tlsTermination: Topic = {
  id: "tls-termination",
  question: "Why is TLS that ends at the balancer a problem?",
  answer: (context) => {
    const { infra } = context;
    const behind = hopsBehind(context);
    if (infra.tls.certificate === "none")
      return [paragraph(`There is no TLS that could end: \`tls.certificate\` is "none", and requests are in clear from the browser on.`)];
    if (behind.length === 0)
      return [
        paragraph(
          `Behind ${listed(namesOf(infra, "balancer"))} a request crosses no network: the web server and the app stand on the same host.`,
        ),
      ];
    return [...meaning(context, behind), ...table(["HOP", "PORT", "PROTECTED BY"], rows(infra, behind))];
  },
};

/** Requests between hosts, in the order of the flows. */
function hopsBehind({ flows }: TopicContext): readonly Flow[] {
  return flows.filter((flow) => flow.carries === "requests" && flow.from.kind === "host");
}

function meaning({ infra, findings }: TopicContext, hops: readonly Flow[]): readonly Block[] {
  const balancers = listed(namesOf(infra, "balancer"));
  const clear = hops.filter((flow) => flow.encryption === "none");
  const ends = `${balancers} ${namesOf(infra, "balancer").length === 1 ? "decrypts" : "decrypt"} every request, because a balancer has to read it in order to share it out. What happens then decides whether the visitor's padlock is true.`;
  if (clear.length > 0) {
    const targets = [...new Set(clear.map((flow) => flow.to))];
    return [
      paragraph(
        ends,
        `Here requests go on to ${listed(targets)} in clear (\`tls.upstream: "${infra.tls.upstream}"\`). Whoever is on that network, a host that was broken into, a mirrored port of a switch, the provider, reads the passwords and cookies of ${infra.domain} and can change pages; browsers still show it as secure.`,
      ),
      paragraph(
        `Mended by \`tls.upstream: "verified"\`: the balancer encrypts again, and both ends check each other's certificate. The balancer itself still sees everything, which is why it does nothing else.`,
        saidBy(findings, "plaintext-hop"),
      ),
    ];
  }
  const unverified = infra.tls.upstream === "unverified";
  return [
    paragraph(
      ends,
      unverified
        ? `Here it encrypts again, but asks nobody who they are (\`tls.upstream: "unverified"\`): who only listens reads nothing; who puts himself in between is let in.`
        : `Here it encrypts again, and both ends check each other's certificate (\`tls.upstream: "verified"\`): behind it nothing can be read or changed on the way. It is no problem here.`,
      saidBy(findings, "upstream-unverified"),
    ),
  ];
}

function rows(infra: Infrastructure, hops: readonly Flow[]): readonly (readonly string[])[] {
  const groups = groupedBy(
    hops,
    (flow) => `${infra.hosts.length > 12 ? "" : `${sender(flow)} ${flow.to}`} ${portWords(flow)} ${flow.encryption}`,
  );
  const label = (names: ReadonlySet<string>): string =>
    alike(
      infra.hosts.filter((host) => names.has(host.name)),
      () => "",
      () => "",
    )
      .map((it) => it.label)
      .join(", ");
  return [...groups.values()].flatMap((flows) => {
    const [first] = flows;
    if (first === undefined) return [];
    return [
      [
        `${label(new Set(flows.map(sender)))} -> ${label(new Set(flows.map((flow) => flow.to)))}`,
        portWords(first),
        PROTECTION[first.encryption],
      ],
    ];
  });
}

function sender(flow: Flow): string {
  return flow.from.kind === "host" ? flow.from.host : flow.from.kind;
}
