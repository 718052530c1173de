import { CA_CERTIFICATE } from "../../kit/pki.ts";

/**
 * TLS 1.3 to a server of another host, in the words of a `server` line; both ends show a certificate. Verifying the chain alone would
 * let any host of the infrastructure pass for any other, so the name is verified, too, and the name says the role. It is fixed:
 * connections with different ones are not shared.
 */
export function verifiedServer(own: string, name: string): string {
  return ` ssl ca-file ${CA_CERTIFICATE} crt ${own} verify required verifyhost ${name} sni str(${name}) alpn http/1.1 ssl-min-ver TLSv1.3`;
}

/** A health check has names of its own: those of `sni` and `alpn` do not count for it. */
export function verifiedCheck(name: string): string {
  return ` check-sni ${name} check-alpn http/1.1`;
}
