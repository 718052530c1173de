import type { ConfigRule } from "../../language/draft.ts";
import { type Mistake, outOfPlace } from "../../language/fault.ts";
import { quoted } from "../../util/quoted.ts";

/** A certificate that is brought has to be described, one that is not brought cannot be. */
export const certificateDescribed: ConfigRule = (context): readonly Mistake[] => {
  const certificate = context.draft.tls?.certificate;
  if (certificate === undefined) return [];
  const path = ["tls", "provided"];
  if (certificate === "provided" && !context.said(["tls"], "provided")) {
    const allowed = "an object with the keys chain, key, renewal";
    const mend = 'Add "provided" to tls, with your certificate and the name of the secret that holds its key.';
    return [{ path, code: "BZ_CONFIG_KEY_MISSING", found: "nothing", allowed, mend }];
  }
  if (certificate === "provided" || context.draft.tls?.provided === undefined) return [];
  const found = `a certificate that is brought, with the certificate ${quoted(certificate)}`;
  return [outOfPlace(path, found, '"provided" only with certificate: "provided"', 'Remove it, or write certificate: "provided".')];
};

/** A certificate is brought with its key, or is told of, and then its names and its last day are. */
export const providedWhole: ConfigRule = (context): readonly Mistake[] => {
  const provided = context.draft.tls?.provided;
  if (provided === undefined) return [];
  const path = (key: string) => ["tls", "provided", key];
  const isSaid = (key: string): boolean => context.said(["tls", "provided"], key);
  const missing = (key: string, allowed: string, mend: string): readonly Mistake[] =>
    isSaid(key) ? [] : [{ path: path(key), code: "BZ_CONFIG_KEY_MISSING", found: "nothing", allowed, mend }];
  if (!isSaid("chain") && !isSaid("key")) {
    return [
      ...missing("names", "the DNS names that it is for, or chain", "Add chain and key, or names and expires."),
      ...missing("expires", "its last day, YYYY-MM-DD, or chain", "Add chain and key, or names and expires."),
    ];
  }
  return [
    ...missing("chain", "certificates in PEM", 'Add chain, such as readFileSync(new URL("site.pem", import.meta.url), "utf8").'),
    ...missing("key", 'secret("NAME")', "Add key, and put the key into the vault: bartizan secrets set NAME."),
    ...["names", "expires", "keys"]
      .filter(isSaid)
      .map((key) => outOfPlace(path(key), `${key}, with a chain`, "nothing: it follows from the chain", "Remove it.")),
  ];
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
