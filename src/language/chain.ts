import { X509Certificate } from "node:crypto";
import type { Fault, Rule } from "./fault.ts";
import { pemRule } from "./texts.ts";

/** A certificate and those that lead from it to one that clients have, in PEM, as servers send them (RFC 8446, 4.4.2). */
export interface Chain {
  /** The DNS names that it is for. */
  readonly names: readonly string[];
  /** Its last day, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** Of a chain that {@link chainRule} found right. */
export function readChain(pem: string): Chain {
  const [leaf] = certificatesIn(pem);
  if (leaf === undefined) return { names: [], expires: "" };
  return { names: namesOf(leaf), expires: new Date(leaf.validTo).toISOString().slice(0, 10) };
}

export const chainRule: Rule<string> = (value) => {
  const unreadable = pemRule(value);
  if (unreadable !== undefined) return unreadable;
  const chain = certificatesIn(value);
  const [leaf] = chain;
  if (leaf === undefined) return { code: "BZ_CONFIG_PEM", found: "a text that is no certificate" };
  if (leaf.ca) return wrong("the certificate of a CA at the beginning", "the site's certificate first");
  if (namesOf(leaf).length === 0) return wrong("a certificate without a DNS name", "one that is for the names of the site");
  const at = chain.findIndex((it, index) => {
    const issuer = chain[index + 1];
    return issuer !== undefined && !(it.checkIssued(issuer) && it.verify(issuer.publicKey));
  });
  if (at === -1) return undefined;
  return wrong(
    `a certificate, number ${at + 2}, that did not sign the one before it`,
    "the site's certificate, then whose key signed it, and so on",
  );
};

const wrong = (found: string, allowed: string): Fault => ({ code: "BZ_CONFIG_CHAIN", found, allowed });

/** Nothing where one of them cannot be read. */
function certificatesIn(pem: string): readonly X509Certificate[] {
  try {
    return (pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((it) => new X509Certificate(it));
  } catch {
    return [];
  }
}

function namesOf({ subjectAltName = "" }: X509Certificate): readonly string[] {
  return subjectAltName.split(", ").flatMap((it) => (it.startsWith("DNS:") ? [it.slice(4)] : []));
}
