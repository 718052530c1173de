import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CertificateResource } from "../state/resource.ts";
import { createAuthority, readAuthority } from "./authority.ts";

const dir = mkdtempSync(join(tmpdir(), "bartizan-ca-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const openssl = (...args: readonly string[]): { readonly code: number; readonly text: string } => {
  const result = spawnSync("openssl", args, { cwd: dir, encoding: "utf8" });
  return { code: result.status ?? 1, text: `${result.stdout}${result.stderr}` };
};

const wanted: CertificateResource = {
  kind: "certificate",
  path: "/etc/bartizan/pki/site",
  commonName: "www.foobar.com",
  role: "site",
  names: ["DNS:www.foobar.com", "IP:10.77.0.10", "IP:2001:db8::1"],
  usage: ["server"],
  revocationList: "http://www.foobar.com/.well-known/site.crl",
};

beforeAll(async () => {
  const made = await createAuthority("foobar");
  writeFileSync(join(dir, "ca.crt"), made.certificate);
  writeFileSync(join(dir, "ca.key"), made.key);
  openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "host.key");
  // The request asks for another name and for CA rights: neither must be heard.
  openssl(
    "req",
    "-new",
    "-key",
    "host.key",
    "-subj",
    "/CN=evil.example",
    "-addext",
    "basicConstraints=critical,CA:TRUE",
    "-outform",
    "DER",
    "-out",
    "host.csr",
  );
  const authority = readAuthority(made.certificate, made.key, "ca.crt");
  const issued = await authority.issue(wanted, readFileSync(join(dir, "host.csr")), 90);
  writeFileSync(join(dir, "host.crt"), issued.chain);
  writeFileSync(join(dir, "site.crl"), issued.revocationList ?? "");
  // Its life counts from now; it begins a little earlier.
  expect(issued.notAfter - issued.notBefore).toBe(90 * 86_400 + 300);
});

it("issues certificates that OpenSSL accepts under its strict rules", () => {
  expect(
    openssl("verify", "-x509_strict", "-CAfile", "ca.crt", "-purpose", "sslserver", "-verify_hostname", "www.foobar.com", "host.crt").text,
  ).toContain("OK");
  expect(openssl("verify", "-x509_strict", "-CAfile", "ca.crt", "-verify_ip", "2001:db8::1", "host.crt").text).toContain("OK");
  expect(openssl("verify", "-x509_strict", "-CAfile", "ca.crt", "-purpose", "sslclient", "host.crt").code).not.toBe(0);
});

it("puts in what the file says, never what the host asked for", () => {
  const { text } = openssl("x509", "-in", "host.crt", "-noout", "-subject", "-ext", "basicConstraints,subjectAltName");
  expect(text).toMatch(/OU ?= ?site, CN ?= ?www\.foobar\.com/);
  expect(text).toContain("CA:FALSE");
  expect(text).not.toContain("evil");
});

it("gives the revocation list that the certificate names, for verifiers that insist on one", () => {
  expect(openssl("x509", "-in", "host.crt", "-noout", "-ext", "crlDistributionPoints").text).toContain(`URI:${wanted.revocationList}`);
  const { text } = openssl("crl", "-inform", "DER", "-in", "site.crl", "-noout", "-text", "-CAfile", "ca.crt");
  expect(text).toContain("verify OK");
  expect(text).toMatch(/X509v3 CRL Number: *\n *\d+/);
  expect(text).toContain("No Revoked Certificates.");
  openssl("crl", "-inform", "DER", "-in", "site.crl", "-out", "site.pem");
  expect(openssl("verify", "-crl_check", "-CAfile", "ca.crt", "-CRLfile", "site.pem", "host.crt").text).toContain("OK");
});

it("refuses names outside the certificate", () => {
  expect(openssl("verify", "-CAfile", "ca.crt", "-verify_hostname", "evil.example", "host.crt").code).not.toBe(0);
});
