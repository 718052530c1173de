import { quoted } from "../../util/quoted.ts";
import type { ConfigRule } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import { outOfPlace, said } from "./said.ts";

/** A certificate that is brought has to be described, one that is not brought cannot be. */
export const certificateDescribed: ConfigRule = (context): readonly Mistake[] => {
  const certificate = context.draft.tls?.certificate;
  if (certificate === undefined) return [];
  const path = ["tls", "provided"];
  if (certificate === "provided" && !said(context, ["tls"], "provided")) {
    const allowed = "an object with the keys names, expires, renewal, keys";
    const mend = 'Add "provided" to tls: nobody but you knows the names and the last day of your certificate.';
    return [{ path, code: "BZ_CONFIG_KEY_MISSING", found: "nothing", allowed, mend }];
  }
  if (certificate === "provided" || context.draft.tls?.provided === undefined) return [];
  const found = `a certificate that is brought, with the certificate ${quoted(certificate)}`;
  return [outOfPlace(path, found, '"provided" only with certificate: "provided"', 'Remove it, or write certificate: "provided".')];
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
