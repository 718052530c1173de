import { namesOf, saidBy } from "../../../kit/answer-words.ts";
import { type Block, paragraph, remark, table } from "../../../kit/faces/block.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import { hopRows } from "../hops.ts";
import type { Topic } from "../topic.ts";
import { daysOf } from "../words.ts";

/** Why the site speaks HTTPS, how, and how far. */
export const https: Topic = {
  id: "https",
  question: "Why HTTPS?",
  answer: ({ infra, flows, findings }) => {
    if (namesOf(infra, "balancer").length === 0)
      return [paragraph("No host runs the balancer, so that nobody outside is served, by HTTPS or otherwise.")];
    const requests = flows.filter((flow) => flow.carries === "requests");
    return [
      paragraph(
        `Between a visitor and the balancer (${namesOf(infra, "balancer").join(", ")}) a request crosses networks that belong to strangers. In clear, each of them can read passwords and session cookies, put its own code into the pages of ${infra.domain}, and answer in its name.`,
        "HTTPS takes all three away: it encrypts, it notices every change, and its certificate says who answers.",
      ),
      ...how(infra),
      paragraph(`How far it goes, hop by hop:`),
      ...table(["FROM", "TO", "PORT", "PROTECTED BY"], hopRows(requests, infra)),
      ...remark(
        saidBy(findings, "plaintext-hop", "upstream-unverified", "http-not-redirected", "tls-below-intermediate", "certificate-missing"),
      ),
    ];
  },
};

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
