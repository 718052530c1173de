import type { Reference } from "../../../kit/faces/rule.ts";

const rfc = (number: number, title: string): Reference => ({
  title: `RFC ${number}, ${title}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}`,
});

const cwe = (number: number, title: string): Reference => ({
  title: `CWE-${number}: ${title}`,
  url: `https://cwe.mitre.org/data/definitions/${number}.html`,
});

/** What more than one rule refers to. */
export const REFERENCES = {
  tlsUse: rfc(9325, "Recommendations for Secure Use of TLS and DTLS"),
  pervasiveMonitoring: rfc(7258, "Pervasive Monitoring Is an Attack"),
  hsts: rfc(6797, "HTTP Strict Transport Security (HSTS)"),
  acme: rfc(8555, "Automatic Certificate Management Environment (ACME)"),
  serviceIdentity: rfc(9525, "Service Identity in TLS"),
  oldTls: rfc(8996, "Deprecating TLS 1.0 and TLS 1.1"),
  ipv6Operation: rfc(9099, "Operational Security Considerations for IPv6 Networks"),
  ipv6Implications: rfc(7123, "Security Implications of IPv6 on IPv4 Networks"),
  clearText: cwe(319, "Cleartext Transmission of Sensitive Information"),
  noVerification: cwe(295, "Improper Certificate Validation"),
  hardCoded: cwe(798, "Use of Hard-coded Credentials"),
  mozilla: { title: "Mozilla: Security/Server Side TLS", url: "https://wiki.mozilla.org/Security/Server_Side_TLS" },
  nistTls: { title: "NIST SP 800-52 Rev. 2, Guidelines for TLS Implementations", url: "https://csrc.nist.gov/pubs/sp/800/52/r2/final" },
  nistFirewalls: {
    title: "NIST SP 800-41 Rev. 1, Guidelines on Firewalls and Firewall Policy",
    url: "https://csrc.nist.gov/pubs/sp/800/41/r1/final",
  },
  zeroTrust: { title: "NIST SP 800-207, Zero Trust Architecture", url: "https://csrc.nist.gov/pubs/sp/800/207/final" },
  shortLives: {
    title: "CA/Browser Forum, Ballot SC-081v3: certificates of at most 47 days from 2029 on",
    url: "https://cabforum.org/2025/04/11/ballot-sc081v3-introduce-schedule-of-reducing-validity-and-data-reuse-periods/",
  },
  sreMonitoring: {
    title: "Site Reliability Engineering, Monitoring Distributed Systems",
    url: "https://sre.google/sre-book/monitoring-distributed-systems/",
  },
  prometheusAlerting: { title: "Prometheus: alerting practices", url: "https://prometheus.io/docs/practices/alerting/" },
} as const satisfies Readonly<Record<string, Reference>>;
