import * as z from "zod";
import type { ProvidedCertificateConfig } from "../../language/config.ts";
import { integer, list, oneOf, onOff, text } from "../../language/field.ts";
import { twice } from "../../language/once.ts";
import { type Ledger, maybe } from "../../language/provenance.ts";
import { section } from "../../language/section.ts";
import { certificateNameRule, dateRule } from "../../language/texts.ts";
import type { ProvidedCertificate } from "../../model/infrastructure.ts";
import { caAgreed, certificateDescribed, httpsThere } from "../rules/certificate.ts";
import { ACME_DEFAULTS, ACME_DERIVED, acmeSchema, resolveAcme } from "./acme.ts";

const provided = z.strictObject({
  names: list(
    'a list of DNS names, such as ["www.example.com"]',
    text('a DNS name, such as "www.example.com" or "*.example.com"', certificateNameRule),
  ),
  expires: text("a date, YYYY-MM-DD", dateRule),
  renewal: oneOf(["automatic", "manual"]),
  keys: oneOf(["per-host", "shared"]).optional(),
});

const DERIVED = {
  ...ACME_DERIVED,
  "tls.redirectHttp": "tls.certificate: without HTTPS there is nothing to redirect to",
  "tls.hstsSeconds": "tls.certificate: without HTTPS there is nothing to promise",
} as const;

export const tlsSection = section({
  key: "tls",
  place: 5,
  schema: () =>
    z.strictObject({
      certificate: oneOf(["internal", "acme", "provided", "none"]),
      acme: acmeSchema.optional(),
      provided: provided.optional(),
      terminateAt: oneOf(["balancer"]),
      lifetimeDays: integer(2, 397).optional(),
      upstream: oneOf(["plain", "unverified", "verified"]).optional(),
      redirectHttp: onOff().optional(),
      hstsSeconds: integer(0, 315_360_000).optional(),
      profile: oneOf(["intermediate", "old"]).optional(),
    }),
  defaults: {
    ...ACME_DEFAULTS,
    "tls.provided.keys": { value: "per-host", reason: "a stolen key is one host's" },
    "tls.lifetimeDays": { value: 397, reason: "only `up` renews; browsers take no more" },
    "tls.upstream": { value: "plain", reason: "the simplest; `check` judges what it costs" },
    "tls.redirectHttp": { value: true, reason: "nobody stays in clear by accident" },
    "tls.hstsSeconds": { value: 63_072_000, reason: "two years, as Mozilla advises" },
    "tls.profile": { value: "intermediate", reason: "every browser since 2019" },
  },
  derived: DERIVED,
  askedFor: { "tls.provided": 'must be said with `certificate: "provided"`' },
  resolve: (config, { config: { domain } }, book) => {
    const { file, orDefault, orDerived } = book;
    const bare = config.certificate === "none";
    return {
      certificate: file("tls.certificate", config.certificate),
      ...maybe("acme", config.acme && resolveAcme(config.acme, domain, book)),
      ...maybe("provided", config.provided && resolveProvided(config.provided, book)),
      terminateAt: file("tls.terminateAt", config.terminateAt),
      lifetimeDays: orDefault("tls.lifetimeDays", config.lifetimeDays),
      upstream: orDefault("tls.upstream", config.upstream),
      redirectHttp: bare
        ? orDerived("tls.redirectHttp", config.redirectHttp, false, DERIVED["tls.redirectHttp"])
        : orDefault("tls.redirectHttp", config.redirectHttp),
      hstsSeconds: bare
        ? orDerived("tls.hstsSeconds", config.hstsSeconds, 0, DERIVED["tls.hstsSeconds"])
        : orDefault("tls.hstsSeconds", config.hstsSeconds),
      profile: orDefault("tls.profile", config.profile),
    };
  },
  rules: [certificateDescribed, caAgreed, httpsThere, ({ draft }) => twice(["tls", "provided", "names"], draft.tls?.provided?.names)],
  synonyms: [
    [/^(?:lets-?encrypt|certbot|public)$/i, "acme"],
    [/^(?:external|custom|own)$/i, "provided"],
    [/^(?:self-?signed|private|ca)$/i, "internal"],
    [/^(?:re-?encrypt(?:ed)?|mtls|mutual(?:-tls)?|verify)$/i, "verified"],
  ],
});

function resolveProvided(config: ProvidedCertificateConfig, { file, orDefault }: Ledger<"tls.provided.keys">): ProvidedCertificate {
  return {
    names: file("tls.provided.names", [...config.names]),
    expires: file("tls.provided.expires", config.expires),
    renewal: file("tls.provided.renewal", config.renewal),
    keys: orDefault("tls.provided.keys", config.keys),
  };
}
