import * as z from "zod";
import { integer, oneOf, onOff } from "../../language/field.ts";
import { twice } from "../../language/once.ts";
import { maybe } from "../../language/provenance.ts";
import { section } from "../../language/section.ts";
import { caAgreed, certificateDescribed, httpsThere, providedWhole } from "../rules/certificate.ts";
import { ACME_DEFAULTS, ACME_DERIVED, acmeSchema, resolveAcme } from "./acme.ts";
import { PROVIDED_ASKED_FOR, PROVIDED_DEFAULTS, PROVIDED_DERIVED, providedSchema, resolveProvided } from "./provided.ts";

const DERIVED = {
  ...ACME_DERIVED,
  ...PROVIDED_DERIVED,
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
      provided: providedSchema.optional(),
      terminateAt: oneOf(["balancer"]),
      lifetimeDays: integer(2, 397).optional(),
      upstream: oneOf(["plain", "unverified", "verified"]).optional(),
      redirectHttp: onOff().optional(),
      hstsSeconds: integer(0, 315_360_000).optional(),
      profile: oneOf(["intermediate", "old"]).optional(),
    }),
  defaults: {
    ...ACME_DEFAULTS,
    ...PROVIDED_DEFAULTS,
    "tls.lifetimeDays": { value: 397, reason: "only `up` renews; browsers take no more" },
    "tls.upstream": { value: "plain", reason: "the simplest; `check` judges what it costs" },
    "tls.redirectHttp": { value: true, reason: "nobody stays in clear by accident" },
    "tls.hstsSeconds": { value: 63_072_000, reason: "two years, as Mozilla advises" },
    "tls.profile": { value: "intermediate", reason: "every browser since 2019" },
  },
  derived: DERIVED,
  askedFor: { "tls.provided": 'must be said with `certificate: "provided"`', ...PROVIDED_ASKED_FOR },
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
  secrets: ({ tls }) => [
    [["tls", "acme", "binding", "key"], tls?.acme?.binding?.key],
    [["tls", "provided", "key"], tls?.provided?.key],
  ],
  insteadOfSecret: {
    allowed: 'secret("NAME")',
    mend: "Write the name of the secret; its value belongs into the vault: bartizan secrets set NAME.",
  },
  rules: [
    certificateDescribed,
    providedWhole,
    caAgreed,
    httpsThere,
    ({ draft }) => twice(["tls", "provided", "names"], draft.tls?.provided?.names),
  ],
  synonyms: [
    [/^(?:lets-?encrypt|certbot|public)$/i, "acme"],
    [/^(?:external|custom|own)$/i, "provided"],
    [/^(?:self-?signed|private|ca)$/i, "internal"],
    [/^(?:re-?encrypt(?:ed)?|mtls|mutual(?:-tls)?|verify)$/i, "verified"],
  ],
});
