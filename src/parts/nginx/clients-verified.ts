import { CA_CERTIFICATE } from "../../kit/pki.ts";

/**
 * Directives of a server for our own machines alone: TLS 1.3 with the certificate that stands under this path, and with a certificate of
 * the CA on the other side. Whose it may be, the server says itself.
 */
export function clientsVerified(path: string): string {
  return `    ssl_protocols TLSv1.3;
    ssl_certificate ${path}.crt;
    ssl_certificate_key ${path}.key;
    ssl_client_certificate ${CA_CERTIFICATE};
    ssl_verify_client on;
    ssl_verify_depth 1;
    # Every connection shows its certificate: a resumed one would outlive its removal from the file.
    ssl_session_cache off;
    ssl_session_tickets off;
`;
}
