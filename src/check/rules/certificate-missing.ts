import { hostsOf } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/** A site on plain HTTP. */
export const certificateMissing: Rule = {
  id: "certificate-missing",
  section: "encryption",
  severity: "error",
  title: "The site has no certificate.",
  why: "Without one there is no HTTPS: nobody can tell the site from somebody who answers in its name, and every network on the way reads and changes what passes. Browsers mark such sites as not secure and withhold HTTP/2, geolocation, service workers and more from them.",
  mend: "A certificate of a public CA, fetched and renewed by ACME; for clients that one manages, of a CA of one's own.",
  drill: "tls-scan",
  falsePositive:
    "TLS ends in front of the balancers, in a provider's load balancer or CDN, and the way from there is protected in another way.",
  references: [
    REFERENCES.pervasiveMonitoring,
    REFERENCES.acme,
    REFERENCES.clearText,
    { title: "Let's Encrypt: documentation", url: "https://letsencrypt.org/docs/" },
  ],
  judge: ({ infra }) => {
    const balancers = hostsOf(infra, "balancer").map((host) => host.name);
    if (infra.tls.certificate !== "none" || balancers.length === 0) return [];
    return [
      {
        entity: "site",
        title: `${infra.domain} is served by plain HTTP.`,
        why: `Visitors of ${infra.domain} have no means to know that it is ${listed(balancers)} that answers. On every network in between their passwords and session cookies can be read, and what they see can be changed.`,
        evidence: ['tls.certificate: "none"'],
        fix: {
          kind: "options",
          options: [
            {
              title: "Take a certificate of the infrastructure's own CA, renewed by itself.",
              edits: [{ path: ["tls", "certificate"], value: "internal" }],
              addedHosts: [],
              note: 'Only clients that are told to trust that CA connect without a warning. For the public, take one of a public CA: tls.certificate "acme", with acme: { termsAgreed: true }.',
            },
          ],
        },
        hosts: balancers,
        path: "tls.certificate",
      },
    ];
  },
};
