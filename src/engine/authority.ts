import { createPrivateKey, X509Certificate as NodeCertificate, webcrypto } from "node:crypto";
import type { IssuedCertificate } from "../state/kind.ts";
import type { CaName, CertificateResource } from "../state/resource.ts";
import { fail } from "../util/errors.ts";
import { sha256 } from "../util/hash.ts";
import { NAME_CONSTRAINTS, onlyFor } from "./name-constraints.ts";

/** A certificate authority of the infrastructure. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** PEM of all CAs that hosts trust: this one, and while it is being replaced the other one as well, the older one first. */
  readonly trusted: string;
  /** Seconds since the epoch: what was signed before is to be signed anew. */
  readonly renewBefore: number;
  /** Digest that certificates on hosts remember as their issuer. */
  readonly digest: string;
  /** Seconds since the epoch. */
  readonly notAfter: number;
  /** Whether its key is there. */
  readonly signs: boolean;
  /** Signs a host's request (PKCS #10, DER). Names, role and usage come from the resource, never from the request. */
  readonly issue: (it: CertificateResource, request: Uint8Array, lifetimeDays: number) => Promise<IssuedCertificate>;
}

/** Those of an infrastructure, by their names. */
export type Authorities = Readonly<Record<CaName, Authority>>;

/** What certificates on hosts remember as their issuers. */
export function issuersOf({ own, group, site }: Authorities): Readonly<Record<CaName, string>> {
  return { own: own.digest, group: group.digest, site: site.digest };
}

const DAY = 86_400_000;
/** Certificates begin so much in the past: a host whose clock is a little behind must not refuse them. */
const BACKDATE_SECONDS = 300;
/** OID of a list's own number, which has to be there and to grow (RFC 5280, 5.2.3). */
const CRL_NUMBER = "2.5.29.20";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Loaded when needed only: most runs sign nothing, and loading takes longer than the rest of such a run. */
async function x509(): Promise<typeof import("@peculiar/x509")> {
  await import("reflect-metadata");
  const library = await import("@peculiar/x509");
  library.cryptoProvider.set(webcrypto as unknown as Parameters<typeof library.cryptoProvider.set>[0] & object);
  return library;
}

/**
 * Makes a new CA, of what it is told: P-256, ten years, signs leaves only (RFC 5280, 4.2.1.9: pathLenConstraint 0), and where names of a
 * site are given for these alone.
 */
export async function createAuthority(
  of: string,
  names?: readonly string[],
): Promise<{ readonly certificate: string; readonly key: string }> {
  const lib = await x509();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const now = Date.now();
  const certificate = await signItself(keys, {
    // Its successor has another name: so they can be told apart in a browser's list, and by verifiers that look for names alone.
    name: `CN=Bartizan CA of ${of} (${new Date(now).toISOString().slice(0, 16)}Z)`,
    // Made before anybody has looked at the hosts' clocks: by one that is ahead, it would be good for nobody, and stay so.
    notBefore: new Date(now - 366 * DAY),
    notAfter: new Date(now + 3652 * DAY),
    names,
  });
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { certificate, key: `${lib.PemConverter.encode(pkcs8, "PRIVATE KEY")}\n` };
}

/**
 * The certificate of a CA (PEM) anew, for other names of the site. Key, name and end stay: what the CA has signed is as good as before for those who
 * have the old one.
 */
export async function moveAuthority(certificate: string, key: string, names: readonly string[]): Promise<string> {
  const lib = await x509();
  const old = new lib.X509Certificate(certificate);
  const keys = { privateKey: await signingKeyOf(key), publicKey: await old.publicKey.export() };
  return signItself(keys, { name: old.subject, notBefore: old.notBefore, notAfter: old.notAfter, names });
}

interface Ca {
  readonly name: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly names: readonly string[] | undefined;
}

async function signItself(keys: webcrypto.CryptoKeyPair, { names, ...ca }: Ca): Promise<string> {
  const lib = await x509();
  const certificate = await lib.X509CertificateGenerator.createSelfSigned({
    ...ca,
    serialNumber: serial(),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new lib.BasicConstraintsExtension(true, 0, true),
      new lib.KeyUsagesExtension(lib.KeyUsageFlags.keyCertSign | lib.KeyUsageFlags.cRLSign, true),
      await lib.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...(names === undefined ? [] : [new lib.Extension(NAME_CONSTRAINTS, true, onlyFor(names))]),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}

async function signingKeyOf(pem: string): Promise<webcrypto.CryptoKey> {
  const lib = await x509();
  const der = lib.PemConverter.decode(pem)[0];
  if (der === undefined) throw fail("BZ_VAULT_DAMAGED", { where: "ca.key", found: "not a PEM key" });
  return webcrypto.subtle.importKey("pkcs8", der, ALGORITHM, false, ["sign"]);
}

/**
 * Reads a CA from its files: of the certificates of trusted CAs the one that the key is for. `renewedAt`: since when everything is being
 * renewed. Throws `BZ_VAULT_DAMAGED` when they are not a CA.
 */
export function readAuthority(trusted: string, key: string, file: string, renewedAt = 0): Authority {
  const certificates = certificatesIn(trusted);
  const own = certificates.length === 1 ? certificates[0] : certificates.find((it) => isFor(it, key));
  if (own === undefined) {
    const found = certificates.length === 0 ? "not a certificate" : "no certificate for the key";
    throw fail("BZ_VAULT_DAMAGED", { where: file, found });
  }
  let parsed: NodeCertificate;
  try {
    parsed = new NodeCertificate(own);
  } catch (cause) {
    throw fail("BZ_VAULT_DAMAGED", { where: file, found: "not a certificate", cause });
  }
  return {
    certificate: own,
    trusted,
    renewBefore: renewedAt - BACKDATE_SECONDS,
    digest: sha256(parsed.raw).slice(0, 32),
    notAfter: Date.parse(parsed.validTo) / 1000,
    signs: true,
    issue: (it, request, lifetimeDays) => issue(own, key, it, request, lifetimeDays),
  };
}

/** A CA whose key this operator may not read: the one that signs is told by its certificate. */
export function closedAuthority(trusted: string, signer: string | undefined, file: string, renewedAt: number): Authority {
  const certificates = certificatesIn(trusted);
  const own = certificates.find((it) => it === signer) ?? certificates[0];
  if (own === undefined) throw fail("BZ_VAULT_DAMAGED", { where: file, found: "not a certificate" });
  const parsed = new NodeCertificate(own);
  return {
    certificate: own,
    trusted,
    renewBefore: renewedAt - BACKDATE_SECONDS,
    digest: sha256(parsed.raw).slice(0, 32),
    notAfter: Date.parse(parsed.validTo) / 1000,
    signs: false,
    issue: async (it) => {
      throw fail("BZ_VAULT_LOCKED", { where: it.path, found: "a certificate to sign, and no key to sign with" });
    },
  };
}

/** The certificates of a file, each with its line end. */
export function certificatesIn(pem: string): readonly string[] {
  return [...pem.matchAll(/-----BEGIN CERTIFICATE-----\n[\s\S]*?-----END CERTIFICATE-----\n/g)].map(([it]) => it);
}

/** Whether a certificate (PEM) is the one of this key (PEM). */
export function isFor(certificate: string, key: string): boolean {
  try {
    return new NodeCertificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

async function issue(
  caPem: string,
  keyPem: string,
  it: CertificateResource,
  request: Uint8Array,
  lifetimeDays: number,
): Promise<IssuedCertificate> {
  const lib = await x509();
  const ca = new lib.X509Certificate(caPem);
  const signingKey = await signingKeyOf(keyPem);
  const csr = new lib.Pkcs10CertificateRequest(new Uint8Array(request));
  if (!(await csr.verify()))
    throw fail("BZ_CERTIFICATE_REQUEST", { where: it.path, found: "a request whose signature does not fit its key" });
  const publicKey = await csr.publicKey.export();
  const now = Math.floor(Date.now() / 1000);
  const notBefore = now - BACKDATE_SECONDS;
  const notAfter = Math.min(now + Math.round(lifetimeDays * 86_400), Math.floor(ca.notAfter.getTime() / 1000));
  const usages = { server: lib.ExtendedKeyUsage.serverAuth, client: lib.ExtendedKeyUsage.clientAuth };
  const leaf = await lib.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `OU=${it.role}, CN=${it.commonName}`,
    issuer: ca.subject,
    notBefore: new Date(notBefore * 1000),
    notAfter: new Date(notAfter * 1000),
    signingAlgorithm: ALGORITHM,
    publicKey,
    signingKey,
    extensions: [
      new lib.BasicConstraintsExtension(false, undefined, true),
      new lib.KeyUsagesExtension(lib.KeyUsageFlags.digitalSignature, true),
      new lib.ExtendedKeyUsageExtension(it.usage.map((usage) => usages[usage])),
      ...(it.names.length === 0 ? [] : [new lib.SubjectAlternativeNameExtension(it.names.map(alternativeName))]),
      await lib.SubjectKeyIdentifierExtension.create(publicKey),
      await lib.AuthorityKeyIdentifierExtension.create(ca),
      ...(it.revocationList === undefined ? [] : [new lib.CRLDistributionPointsExtension([it.revocationList])]),
    ],
  });
  const chain = `${leaf.toString("pem")}\n${caPem}`;
  if (it.revocationList === undefined) return { chain, notBefore, notAfter };
  // As old as the certificate that names it and good for as long. It is empty: this CA takes nothing back but by being replaced.
  const list = await lib.X509CrlGenerator.create({
    issuer: ca.subject,
    thisUpdate: new Date(notBefore * 1000),
    nextUpdate: new Date(notAfter * 1000),
    signingAlgorithm: ALGORITHM,
    signingKey,
    extensions: [await lib.AuthorityKeyIdentifierExtension.create(ca), new lib.Extension(CRL_NUMBER, false, positiveInteger(notBefore))],
  });
  return { chain, notBefore, notAfter, revocationList: new Uint8Array(list.rawData) };
}

/** DER of seconds since the epoch, as they are from 2038 to 2106 too: shortest form, never negative (X.690, 8.3). */
function positiveInteger(value: number): Uint8Array {
  const hex = value.toString(16).padStart(8, "0");
  return Buffer.from(/^[0-7]/.test(hex) ? `0204${hex}` : `020500${hex}`, "hex");
}

function alternativeName(name: string): { type: "dns" | "ip"; value: string } {
  const [kind, ...rest] = name.split(":");
  return { type: kind === "IP" ? "ip" : "dns", value: rest.join(":") };
}

/** 127 random bits, positive (RFC 5280, 4.1.2.2). */
function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString("hex");
}
