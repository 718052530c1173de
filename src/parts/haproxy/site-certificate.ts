import type { Infrastructure, ProvidedCertificate } from "../../model/infrastructure.ts";
import { siteNames } from "../../model/names.ts";
import type { Resource } from "../../state/resource.ts";
import { secretRef, text } from "../../util/content.ts";
import { SITE_FOLDER } from "../acme/names.ts";

/** Without its ending: of the own CA. */
const OWN = "/etc/bartizan/pki/site";
/** The same of one that was brought. Its `.crt` is looked at with the others, so that somebody hears of its end. */
const BROUGHT = "/etc/bartizan/pki/site-provided";

/** Where clients that ask for it find the own CA's revocation list: in clear, or who fetches it would first have to verify what it is for. */
const REVOCATION_LIST_PATH = "/.well-known/site.crl";

/** What the balancers show as the site; the first one that is there counts, and an empty folder is none. */
export function shownCertificates({ tls }: Infrastructure): string {
  if (tls.certificate === "provided") return `crt ${BROUGHT}.pem`;
  return `${tls.certificate === "acme" ? `crt ${SITE_FOLDER}/ ` : ""}crt ${OWN}.pem`;
}

export function siteCertificate(infra: Infrastructure): readonly Resource[] {
  const { provided } = infra.tls;
  if (infra.tls.certificate === "provided") return provided === undefined ? [] : brought(provided);
  return [
    {
      kind: "certificate",
      path: OWN,
      commonName: infra.domain,
      role: "site",
      names: siteNames(infra).map((name) => `DNS:${name}`),
      usage: ["server"],
      bundle: true,
      ca: "site",
      revocationList: `http://${infra.domain}${REVOCATION_LIST_PATH}`,
    },
  ];
}

/** Of what the configuration refers to, what is judged before it is in its place, as the configuration is. */
export function bringsFiles({ tls }: Infrastructure): readonly string[] {
  return tls.certificate === "provided" ? [`${BROUGHT}.pem`] : [];
}

function brought({ chain, key }: ProvidedCertificate): readonly Resource[] {
  if (chain === undefined || key === undefined) return [];
  const whole = `${chain.trimEnd()}\n`;
  return [
    { kind: "file", path: `${BROUGHT}.pem`, mode: "0600", content: text`${whole}${secretRef(key.secret)}\n`, validate: VALIDATE },
    { kind: "file", path: `${BROUGHT}.crt`, content: [whole] },
  ];
}

/** Before it takes the place of what is there. Whoever wrote the file knows the chain; the key nobody has seen yet. */
const VALIDATE = `no() { echo "$1" >&2; exit 1; }
openssl pkey -in "$1" -noout 2>/dev/null || no "the secret of tls.provided.key is no private key in PEM, or one with a password"
[ "$(openssl pkey -in "$1" -pubout)" = "$(openssl x509 -in "$1" -noout -pubkey)" ] || no "the key is that of another certificate than the first one of tls.provided.chain"
openssl x509 -in "$1" -noout -checkend 0 >/dev/null || no "the certificate of tls.provided.chain has ended"`;

/** What balancers say when they are asked for that list; `unless` comes before the condition. */
export function revocationList({ tls }: Infrastructure, unless: string): string {
  if (tls.certificate === "provided") return "";
  return `\thttp-request return status 200 content-type application/pkix-crl file ${OWN}.crl if ${unless}{ path ${REVOCATION_LIST_PATH} }\n`;
}
