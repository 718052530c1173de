import { X509Certificate } from "node:crypto";

// What a CA may sign for, as its certificate says it to whoever verifies (RFC 5280, 4.2.1.10).

/** OID of the extension. */
export const NAME_CONSTRAINTS = "2.5.29.30";
/** The same in DER, by which a certificate is seen to have it. */
const OID = Buffer.from("0603551d1e", "hex");

const SEQUENCE = 0x30;
const PERMITTED = 0xa0;
const EXCLUDED = 0xa1;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/**
 * DER of the constraint to names and what is below them; a wildcard is below. Addresses are excluded by name: a constraint on names of one kind says nothing of
 * those of another, and verifiers take addresses of servers (DNS over TLS has them).
 */
export function onlyFor(names: readonly string[]): Buffer {
  const everyAddress = [8, 32].map((length) => der(SEQUENCE, der(IP_ADDRESS, Buffer.alloc(length))));
  const bases = [...new Set(names.map((name) => name.replace(/^\*\./, "")))];
  const permitted = bases.map((name) => der(SEQUENCE, der(DNS_NAME, Buffer.from(name, "ascii"))));
  return der(SEQUENCE, der(PERMITTED, ...permitted), der(EXCLUDED, ...everyAddress));
}

/** What a CA's certificate (PEM) lets it sign for: whatever it likes, the site of these names, or another one. */
export function reachOf(certificate: string, names: readonly string[]): "anything" | "site" | "other" {
  const { raw } = new X509Certificate(certificate);
  if (!raw.includes(OID)) return "anything";
  return raw.includes(onlyFor(names)) ? "site" : "other";
}

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body)]), body]);
}

/** X.690, 8.1.3: short up to 127, else the number of bytes that follow, and these. A domain has 253 at most. */
function lengthOf({ length }: Buffer): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
