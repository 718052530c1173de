import type { Infrastructure } from "../../../model/infrastructure.ts";
import { listed } from "../../rules/shared/names.ts";
import { alike, groupedBy } from "../alike.ts";
import { type Block, paragraph, table } from "../block.ts";
import type { Topic } from "../topic.ts";
import { daysOf, namesOf, PROTECTION, portWords, saidBy, sourceWords } from "../words.ts";

/** Why the site speaks HTTPS, how, and how far. */
export const https: Topic = {
  id: "https",
  question: "Why HTTPS?",
  answer: ({ infra, flows, findings }) => {
    const requests = flows.filter((flow) => flow.carries === "requests");
    const fromOutside = requests.toSorted((a, b) => Number(a.from.kind === "host") - Number(b.from.kind === "host"));
    const hops = [...groupedBy(fromOutside, (flow) => `${sourceWords(flow, infra)} ${portWords(flow)} ${flow.encryption}`).values()];
    return [
      paragraph(
        `Between a visitor and ${listed(namesOf(infra, "balancer"))} a request crosses networks that belong to strangers. In clear, each of them can read passwords and session cookies, put its own code into the pages of ${infra.domain}, and answer in its name.`,
        "HTTPS takes all three away: it encrypts, it notices every change, and its certificate says who answers.",
      ),
      ...how(infra),
      paragraph(`How far it goes, hop by hop:`),
      ...table(
        ["FROM", "TO", "PORT", "PROTECTED BY"],
        hops.flatMap(([first, ...more]) => {
          if (first === undefined) return [];
          const targets = new Set([first, ...more].map((flow) => flow.to));
          const labels = alike(
            infra.hosts.filter((host) => targets.has(host.name)),
            () => "",
            () => "",
          ).map((it) => it.label);
          return [[sourceWords(first, infra), labels.join(", "), portWords(first), PROTECTION[first.encryption]]];
        }),
      ),
      ...complaints(
        saidBy(findings, "plaintext-hop", "upstream-unverified", "http-not-redirected", "tls-below-intermediate", "certificate-missing"),
      ),
    ];
  },
};

function complaints(said: string | undefined): readonly Block[] {
  return said === undefined ? [] : [paragraph(said)];
}

function how({ tls, domain }: Infrastructure): readonly Block[] {
  if (tls.certificate === "none")
    return [paragraph(`Here \`tls.certificate\` is "none": ${domain} speaks plain HTTP, and none of this is so.`)];
  const versions =
    tls.profile === "old"
      ? "TLS 1.0 and later, with ciphers that are broken in places (Mozilla's old profile)"
      : "TLS 1.2 and 1.3 with forward secrecy (Mozilla's intermediate profile)";
  const redirect = tls.redirectHttp ? `Who asks for http:// is sent to https:// (308)` : `Who asks for http:// gets no redirect`;
  const hsts =
    tls.hstsSeconds === 0
      ? "browsers are not told to stay with it"
      : `browsers are told to use nothing else for ${daysOf(tls.hstsSeconds)} (Strict-Transport-Security)`;
  return [paragraph(`It is ${versions}. ${redirect}, and ${hsts}.`)];
}
