import type { ConfigRule } from "../../language/draft.ts";
import { type Mistake, outOfPlace } from "../../language/fault.ts";
import { quoted } from "../../util/quoted.ts";

/** A certificate that is brought has to be described, one that is not brought cannot be. */
export const certificateDescribed: ConfigRule = (context): readonly Mistake[] => {
  const certificate = context.draft.tls?.certificate;
  if (certificate === undefined) return [];
  const path = ["tls", "provided"];
  if (certificate === "provided" && !context.said(["tls"], "provided")) {
    const allowed = "an object with the keys names, expires, renewal, keys";
    const mend = 'Add "provided" to tls: nobody but you knows the names and the last day of your certificate.';
    return [{ path, code: "BZ_CONFIG_KEY_MISSING", found: "nothing", allowed, mend }];
  }
  if (certificate === "provided" || context.draft.tls?.provided === undefined) return [];
  const found = `a certificate that is brought, with the certificate ${quoted(certificate)}`;
  return [outOfPlace(path, found, '"provided" only with certificate: "provided"', 'Remove it, or write certificate: "provided".')];
};

/** A public CA is asked in somebody's name. */
export const caAgreed: ConfigRule = (context): readonly Mistake[] => {
  const certificate = context.draft.tls?.certificate;
  if (certificate === undefined) return [];
  const path = ["tls", "acme"];
  if (certificate === "acme" && !context.said(["tls"], "acme")) {
    const mend =
      "Add acme: { termsAgreed: true } to tls, once you have read the terms of the CA (Let's Encrypt: https://letsencrypt.org/repository/).";
    return [{ path, code: "BZ_CONFIG_KEY_MISSING", found: "nothing", allowed: "an object with the key termsAgreed", mend }];
  }
  if (certificate === "acme" || context.draft.tls?.acme === undefined) return [];
  const found = `a public CA, with the certificate ${quoted(certificate)}`;
  return [outOfPlace(path, found, '"acme" only with certificate: "acme"', 'Remove it, or write certificate: "acme".')];
};

/** Without HTTPS there is nothing to send browsers to. */
export const httpsThere: ConfigRule = ({ draft }) => {
  const { tls } = draft;
  if (tls?.certificate !== "none") return [];
  const allowed = "only together with a certificate";
  return [
    ...(tls.redirectHttp === true ? [outOfPlace(["tls", "redirectHttp"], "true, without a certificate", allowed)] : []),
    ...(tls.hstsSeconds ? [outOfPlace(["tls", "hstsSeconds"], `${tls.hstsSeconds}, without a certificate`, allowed)] : []),
  ];
};
