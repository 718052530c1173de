import { hostsOf } from "../../model/infrastructure.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/** A provided certificate that somebody has to remember. */
export const certificateNoRenewal: Rule = {
  id: "certificate-no-renewal",
  section: "encryption",
  severity: "warning",
  title: "The certificate is renewed by hand.",
  why: "A forgotten renewal is one of the commonest outages there are, and it comes more often now: public certificates live 200 days at most since March 2026, 100 from March 2027 and 47 from March 2029.",
  mend: "Let a machine renew it by ACME, and an alert tell when it has not.",
  drill: "expire",
  falsePositive: "The CA knows no ACME, and the renewal is a dated task of several people.",
  references: [REFERENCES.shortLives, REFERENCES.acme],
  judge: ({ infra }) => {
    const { provided } = infra.tls;
    if (infra.tls.certificate !== "provided" || provided?.renewal !== "manual") return [];
    return [
      {
        entity: "site",
        title: `Nothing renews the certificate of ${infra.domain}.`,
        why: `Somebody has to think of it before ${provided.expires}, and again before every later end. The day that nobody does, every browser refuses ${infra.domain}.`,
        evidence: ['tls.provided.renewal: "manual"', `tls.provided.expires: ${provided.expires}`],
        fix: { kind: "advice", title: 'Let an ACME client renew it, then write tls.provided.renewal "automatic".' },
        hosts: hostsOf(infra, "balancer").map((host) => host.name),
        path: "tls.provided.renewal",
      },
    ];
  },
};
