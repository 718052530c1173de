import { hostsOf } from "../../model/infrastructure.ts";
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
    if (provided.names.some((name) => isFor(name, infra.domain))) return [];
    const wildcard = provided.names.find((name) => name.startsWith("*.") && infra.domain.endsWith(name.slice(1)));
    const near = wildcard === undefined ? "" : ` ${wildcard} stands for one label only.`;
    return [
      {
        entity: "site",
        title: `The certificate for ${listed(provided.names)} is not for ${infra.domain}.`,
        why: `Every browser that opens https://${infra.domain} stops with a warning that the name is wrong.${near}${infra.tls.hstsSeconds > 0 ? " Those that have been told to use HTTPS only offer no way past it." : ""}`,
        evidence: [`domain: ${infra.domain}`, `tls.provided.names: ${provided.names.join(", ")}`],
        fix: { kind: "advice", title: `Get a certificate with the name ${infra.domain}, then write its names into tls.provided.names.` },
        hosts: hostsOf(infra, "balancer").map((host) => host.name),
        path: "tls.provided.names",
      },
    ];
  },
};

/** Whether a name of a certificate is for this domain (RFC 9525, 6.3): a wildcard is the whole of the first label and stands for exactly one. */
function isFor(name: string, domain: string): boolean {
  const [presented, wanted] = [name.toLowerCase(), domain.toLowerCase()];
  if (!presented.startsWith("*.")) return presented === wanted;
  const dot = wanted.indexOf(".");
  return dot > 0 && wanted.slice(dot) === presented.slice(1);
}
