import { generateKeyPairSync } from "node:crypto";

/** A key by which one host logs in at another, as ssh(1) reads it. */
export interface KeyPair {
  /** PEM (RFC 5915). */
  readonly key: string;
  /** A line of authorized_keys. */
  readonly publicKey: string;
}

/** ECDSA on P-256, whose PEM every ssh reads; of Ed25519 only recent ones read anything but OpenSSH's own format. */
export function makeKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const blob = Buffer.concat([...["ecdsa-sha2-nistp256", "nistp256"].map((it) => Buffer.from(it)), point].map(field));
  return {
    key: privateKey.export({ format: "pem", type: "sec1" }).toString(),
    publicKey: `ecdsa-sha2-nistp256 ${blob.toString("base64")}`,
  };
}

/** A string of RFC 4251, section 5. */
function field(data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, data]);
}
