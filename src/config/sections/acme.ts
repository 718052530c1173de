import * as z from "zod";
import type { AcmeConfig } from "../../language/config.ts";
import { ruled, secretReference, text } from "../../language/field.ts";
import type { Ledger } from "../../language/provenance.ts";
import { mailRule, pemRule, tenantRule } from "../../language/texts.ts";
import { urlRule } from "../../language/url.ts";
import type { Acme } from "../../model/infrastructure.ts";

export const acmeSchema = z.strictObject({
  termsAgreed: ruled("true: you agree to the terms of the CA", z.literal(true)),
  directory: text("an https URL", urlRule).optional(),
  email: text("a mail address", mailRule).optional(),
  authority: text("certificates in PEM, -----BEGIN CERTIFICATE----- and so on", pemRule).optional(),
  binding: z.strictObject({ keyId: text("the identifier that the CA gave you", tenantRule), key: secretReference() }).optional(),
});

export const ACME_DEFAULTS = {
  "tls.acme.directory": {
    value: "https://acme-v02.api.letsencrypt.org/directory",
    reason: "Let's Encrypt: free, and every browser trusts it",
  },
} as const;

export const ACME_DERIVED = { "tls.acme.email": "domain: RFC 2142 has somebody read mail to hostmaster" } as const;

export function resolveAcme(
  config: AcmeConfig,
  domain: string,
  { file, optional, orDefault, orDerived }: Ledger<keyof typeof ACME_DEFAULTS>,
): Acme {
  return {
    directory: orDefault("tls.acme.directory", config.directory),
    email: orDerived("tls.acme.email", config.email, `hostmaster@${domain}`, ACME_DERIVED["tls.acme.email"]),
    ...optional("tls.acme", "authority", config.authority),
    ...(config.binding === undefined
      ? {}
      : {
          binding: { keyId: file("tls.acme.binding.keyId", config.binding.keyId), key: file("tls.acme.binding.key", config.binding.key) },
        }),
  };
}
