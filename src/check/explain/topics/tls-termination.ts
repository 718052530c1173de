import { namesOf, saidBy } from "../../../kit/answer-words.ts";
import { type Block, paragraph, table } from "../../../kit/faces/block.ts";
import type { Flow } from "../../../model/flow.ts";
import { listed } from "../../../util/names.ts";
import { hopRows } from "../hops.ts";
import type { Topic, TopicContext } from "../topic.ts";

/** What it means that TLS ends at the balancer. */
export const tlsTermination: Topic = {
  id: "tls-termination",
  question: "Why is TLS that ends at the balancer a problem?",
  answer: (context) => {
    const { infra } = context;
    const behind = hopsBehind(context);
    if (namesOf(infra, "balancer").length === 0) return [paragraph("There is no balancer here at which TLS could end.")];
    if (infra.tls.certificate === "none")
      return [paragraph(`There is no TLS that could end: \`tls.certificate\` is "none", and requests are in clear from the browser on.`)];
    if (behind.length === 0)
      return [
        paragraph(
          `Behind ${listed(namesOf(infra, "balancer"))} a request crosses no network: all that answers it stands on the same host.`,
        ),
      ];
    return [...meaning(context, behind), ...table(["FROM", "TO", "PORT", "PROTECTED BY"], hopRows(behind, infra))];
  },
};

/** Requests between hosts. */
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
        ? `Here requests are encrypted again, but nobody is asked for proof (\`tls.upstream: "unverified"\`): who only listens reads nothing; who gets in between the two is let in.`
        : `Here requests are encrypted again, and both ends check each other's certificate (\`tls.upstream: "verified"\`): nothing can be read or changed on the way. It is no problem here.`,
      saidBy(findings, "upstream-unverified"),
    ),
  ];
}
