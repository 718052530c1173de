import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import { makeKeyPair } from "./key-pair.ts";

test("an account's key is PEM that every ACME client reads, with the thumbprint that the CA makes of it", () => {
  const { key, publicKey } = makeKeyPair("jwk-thumbprint");
  expect(key).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
  const { crv, kty, x, y } = createPublicKey(createPrivateKey(key)).export({ format: "jwk" });
  // RFC 7638, section 3.1: these members, in this order, without a space.
  const members = `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`;
  expect(publicKey).toBe(createHash("sha256").update(members).digest("base64url"));
  expect(publicKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
