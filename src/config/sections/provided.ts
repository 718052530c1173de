import * as z from "zod";
import { chainRule, readChain } from "../../language/chain.ts";
import type { ProvidedCertificateConfig } from "../../language/config.ts";
import { list, oneOf, secretReference, text } from "../../language/field.ts";
import type { Ledger } from "../../language/provenance.ts";
import { certificateNameRule, dateRule } from "../../language/texts.ts";
import type { ProvidedCertificate } from "../../model/infrastructure.ts";

export const providedSchema = z.strictObject({
  chain: text("certificates in PEM: the site's, then whose key signed it, and so on", chainRule).optional(),
  key: secretReference().optional(),
  names: list(
    'a list of DNS names, such as ["www.example.com"]',
    text('a DNS name, such as "www.example.com" or "*.example.com"', certificateNameRule),
  ).optional(),
  expires: text("a date, YYYY-MM-DD", dateRule).optional(),
  renewal: oneOf(["automatic", "manual"]),
  keys: oneOf(["per-host", "shared"]).optional(),
});

export const PROVIDED_DEFAULTS = { "tls.provided.keys": { value: "per-host", reason: "a stolen key is one host's" } } as const;

export const PROVIDED_DERIVED = {
  "tls.provided.names": "tls.provided.chain",
  "tls.provided.expires": "tls.provided.chain",
  "tls.provided.keys": "tls.provided.chain: one key for all balancers",
} as const;

const UNLESS_CHAIN = "must be said without `chain`";
export const PROVIDED_ASKED_FOR = { "tls.provided.names": UNLESS_CHAIN, "tls.provided.expires": UNLESS_CHAIN };

export function resolveProvided(
  config: ProvidedCertificateConfig,
  { file, orDefault, orDerived }: Ledger<keyof typeof PROVIDED_DEFAULTS>,
): ProvidedCertificate {
  const { chain, key, renewal } = config;
  if (chain === undefined || key === undefined) {
    return {
      names: file("tls.provided.names", [...(config.names ?? [])]),
      expires: file("tls.provided.expires", config.expires ?? ""),
      renewal: file("tls.provided.renewal", renewal),
      keys: orDefault("tls.provided.keys", config.keys),
    };
  }
  const { names, expires } = readChain(chain);
  return {
    chain: file("tls.provided.chain", chain),
    key: file("tls.provided.key", key),
    names: orDerived("tls.provided.names", undefined, names, PROVIDED_DERIVED["tls.provided.names"]),
    expires: orDerived("tls.provided.expires", undefined, expires, PROVIDED_DERIVED["tls.provided.expires"]),
    renewal: file("tls.provided.renewal", renewal),
    keys: orDerived("tls.provided.keys", undefined, "shared" as const, PROVIDED_DERIVED["tls.provided.keys"]),
  };
}
