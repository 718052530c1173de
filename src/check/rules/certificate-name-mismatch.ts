import { hostsOf } from "../../model/infrastructure.ts";
import { isWildcard, nameCovers, siteNames } from "../../model/names.ts";
import { listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/** A provided certificate that is for other names than the site's. */
export const certificateNameMismatch: Rule = {
  id: "certificate-name-mismatch",
  section: "encryption",
  severity: "error",
  title: "The certificate is not for the name of the site.",
  why: "A client compares the name that it asked for with the names in the certificate, label by label; a wildcard stands for one whole label, the first. Where none fits, the browser stops with a warning, and with HSTS the visitor cannot even click it away.",
  mend: "A certificate that names the site.",
  drill: "tls-scan",
  falsePositive: "The list of names in the file is not that of the certificate: then correct the list.",
  references: [REFERENCES.serviceIdentity, REFERENCES.hsts],
  judge: ({ infra }) => {
    const { provided } = infra.tls;
    if (infra.tls.certificate !== "provided" || provided === undefined) return [];
    const bare = siteNames(infra).filter((wanted) => !provided.names.some((name) => nameCovers(name, wanted)));
    const [first] = bare;
    if (first === undefined) return [];
    const wildcard = provided.names.find((name) => isWildcard(name) && first.endsWith(name.slice(1)));
    const near = wildcard === undefined ? "" : ` ${wildcard} stands for one label only.`;
    return [
      {
        entity: "site",
        title: `The certificate for ${listed(provided.names)} is not for ${listed(bare)}.`,
        why: `Every browser that opens https://${first} stops with a warning that the name is wrong.${near}${infra.tls.hstsSeconds > 0 ? " Those that have been told to use HTTPS only offer no way past it." : ""}`,
        evidence: [
          ...(bare.includes(infra.domain) ? [`domain: ${infra.domain}`] : []),
          ...infra.aliases.flatMap(({ name }) => (bare.includes(name) ? [`aliases: ${name}`] : [])),
          `tls.provided.names: ${provided.names.join(", ")}`,
        ],
        fix: {
          kind: "advice",
          title: `Get a certificate with ${bare.length === 1 ? "the name" : "the names"} ${listed(bare)}, then write its names into tls.provided.names.`,
        },
        hosts: hostsOf(infra, "balancer").map((host) => host.name),
        path: "tls.provided.names",
      },
    ];
  },
};
