import { hostsOf } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/**
 * One private key on several hosts. Where TLS ends on one host, or every host has a key of its own (as with the infrastructure's
 * own CA, which gives each role on each host its own), nothing is shared.
 */
export const certificateSingle: Rule = {
  id: "certificate-single",
  section: "encryption",
  starred: true,
  severity: "warning",
  title: "One certificate and key serve several hosts.",
  why: "The key is as safe as the weakest host that it lies on, and its copies travel by hand. When it leaks, or the CA revokes it, all hosts have to change at the same moment; and its one end is the end of all of them.",
  mend: "A key for each host, which never leaves it, and a certificate for each, renewed by itself at its own time.",
  drill: "expire",
  falsePositive: "The key lies in a hardware module or a service that signs for all hosts, and on none of them.",
  references: [
    REFERENCES.acme,
    { title: "NIST SP 800-57 Part 1 Rev. 5, Recommendation for Key Management", url: "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final" },
  ],
  judge: ({ infra }) => {
    const { provided } = infra.tls;
    const hosts = hostsOf(infra, infra.tls.terminateAt).map((host) => host.name);
    if (infra.tls.certificate !== "provided" || provided?.keys !== "shared" || hosts.length < 2) return [];
    return [
      {
        entity: "site",
        title: `${listed(hosts)} share one certificate and one private key.`,
        why: `Who breaks into one of ${listed(hosts)} can answer for ${infra.domain} anywhere until the certificate is revoked, and then none of them can serve until each has the new one. On ${provided.expires} it ends on all of them at once.`,
        evidence: ['tls.provided.keys: "shared"', `tls.provided.names: ${provided.names.join(", ")}`, `TLS ends on ${listed(hosts)}`],
        fix: {
          kind: "advice",
          title: 'Make a key on each host and have a certificate issued for each, then write tls.provided.keys "per-host".',
        },
        hosts,
        path: "tls.provided.keys",
      },
    ];
  },
};
