import type { Host } from "../model/infrastructure.ts";
import { HOST_PATHS } from "../state/paths.ts";
import type { CertificateResource } from "../state/resource.ts";

/** The certificate of the infrastructure's CA on every host; those of two while one replaces the other. */
export const CA_CERTIFICATE = HOST_PATHS.trusted;

/** The certificate of the CA that signs for the site, where somebody asks for that. */
export const SITE_CA = "/etc/bartizan/pki/site-ca.crt";

/** The subject of a certificate in the words of OpenSSL (X509_NAME_oneline(3)). */
export function onelineSubject({ commonName, role }: Pick<CertificateResource, "commonName" | "role">): string {
  return `/OU=${role}/CN=${commonName}`;
}

/** The subject of a certificate in the words of RFC 2253 (the last part comes first). */
export function subjectOf({ commonName, role }: Pick<CertificateResource, "commonName" | "role">): string {
  return `CN=${commonName},OU=${role}`;
}

/** With what a host shows who it is for one purpose; by the role no certificate for one passes for another. */
export function hostCertificate(
  host: Pick<Host, "name">,
  path: string,
  role: string,
  more: Omit<CertificateResource, "kind" | "path" | "commonName" | "role">,
): CertificateResource {
  return { kind: "certificate", path, commonName: host.name, role, ...more };
}
