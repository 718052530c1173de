import { createHash, generateKeyPairSync } from "node:crypto";
import type { Part } from "../kit/part.ts";

/** A key by which a host shows who it is: to another one as ssh(1) does, or to a CA. */
export interface KeyPair {
  /** PEM (RFC 5915). */
  readonly key: string;
  /** What the other side needs, in the form that it takes. */
  readonly publicKey: string;
}

/** ECDSA on P-256, whose PEM every ssh reads; of Ed25519 only recent ones read anything but OpenSSH's own format. */
export function makeKeyPair(form: NonNullable<Part["keyPair"]>["form"]): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return {
    key: privateKey.export({ format: "pem", type: "sec1" }).toString(),
    publicKey: form === "ssh" ? authorizedKey(x, y) : thumbprint(x, y),
  };
}

/** A line of authorized_keys (RFC 5656, section 3.1). */
function authorizedKey(x: string, y: string): string {
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const blob = Buffer.concat([...["ecdsa-sha2-nistp256", "nistp256"].map((it) => Buffer.from(it)), point].map(field));
  return `ecdsa-sha2-nistp256 ${blob.toString("base64")}`;
}

/** RFC 7638, section 3: the digest of the members that make the key, in the order of their names. */
function thumbprint(x: string, y: string): string {
  return createHash("sha256")
    .update(JSON.stringify({ crv: "P-256", kty: "EC", x, y }))
    .digest("base64url");
}

/** A string of RFC 4251, section 5. */
function field(data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, data]);
}
