import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CertificateResource } from "../state/resource.ts";
import { type Authority, createAuthority, moveAuthority, readAuthority } from "./authority.ts";
import { reachOf } from "./name-constraints.ts";

const dir = mkdtempSync(join(tmpdir(), "bartizan-names-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const openssl = (...args: readonly string[]): string => {
  const { stdout, stderr } = spawnSync("openssl", args, { cwd: dir, encoding: "utf8" });
  return `${stdout}${stderr}`;
};

const DOMAIN = "www.foobar.com";
let ca: { readonly certificate: string; readonly key: string };
let authority: Authority;
beforeAll(async () => {
  ca = await createAuthority("foobar", [DOMAIN]);
  authority = readAuthority(ca.certificate, ca.key, "site-ca.crt");
  openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "host.key");
  openssl("req", "-new", "-key", "host.key", "-subj", "/CN=host", "-outform", "DER", "-out", "host.csr");
});

/** What OpenSSL says of a certificate for these names, which whoever has the CA's key could make. */
async function verdict(names: readonly string[], commonName = "host", trusted = ca.certificate): Promise<string> {
  const wanted: CertificateResource = { kind: "certificate", path: "/p", commonName, role: "site", names, usage: ["server"] };
  const { chain } = await authority.issue(wanted, readFileSync(join(dir, "host.csr")), 90);
  writeFileSync(join(dir, "host.crt"), chain);
  writeFileSync(join(dir, "ca.crt"), trusted);
  return openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.crt", "host.crt");
}

describe("the CA that people trust", () => {
  it("says to everybody that it is for the domain, and that whoever does not understand this is to refuse it", () => {
    writeFileSync(join(dir, "ca.crt"), ca.certificate);
    expect(openssl("x509", "-in", "ca.crt", "-noout", "-ext", "nameConstraints").trim()).toMatch(
      /^X509v3 Name Constraints: critical\s+Permitted:\s+DNS:www\.foobar\.com\s+Excluded:\s+IP:0\.0\.0\.0\/0\.0\.0\.0\s+IP:0:0:0:0:0:0:0:0\/0:0:0:0:0:0:0:0$/,
    );
  });

  it.each([[[`DNS:${DOMAIN}`]], [[`DNS:api.${DOMAIN}`]], [[`DNS:*.${DOMAIN}`]]])(
    "signs for the domain and what is below it: %s",
    async (names) => {
      expect(await verdict(names)).toContain("host.crt: OK");
    },
  );

  it.each([
    ["another domain", ["DNS:www.example.com"]],
    ["another one beside it", [`DNS:${DOMAIN}`, "DNS:www.example.com"]],
    ["the one above it", ["DNS:foobar.com"]],
    ["its neighbour", ["DNS:mail.foobar.com"]],
    ["one that ends alike", [`DNS:evil${DOMAIN}`]],
    ["one that begins alike", [`DNS:${DOMAIN}.example.com`]],
    ["a host of the site", ["DNS:srv1"]],
    ["an address", ["IP:192.0.2.1"]],
    ["an IPv6 address", ["IP:2001:db8::1"]],
  ])("is believed for nothing else: %s", async (_, names) => {
    expect(await verdict(names)).toMatch(/error 4[78] at 0 depth lookup: (permitted|excluded) subtree violation/);
  });

  it("is not believed for a name that stands in the subject alone, as some verifiers take it", async () => {
    expect(await verdict([], "www.example.com")).toContain("permitted subtree violation");
  });

  it("signs for the aliases of the site, for what a star stands for, too, and for nothing else", async () => {
    const names = [DOMAIN, "foobar.com", "*.example.net"];
    const certificate = await moveAuthority(ca.certificate, ca.key, names);
    expect(reachOf(certificate, names)).toBe("site");
    expect([reachOf(certificate, [DOMAIN]), reachOf(certificate, [...names, "example.org"])]).toEqual(["other", "other"]);
    expect(
      await verdict(
        names.map((name) => `DNS:${name}`),
        "host",
        certificate,
      ),
    ).toContain("host.crt: OK");
    expect(await verdict(["DNS:example.org"], "host", certificate)).toContain("permitted subtree violation");
  });

  it("is made for a domain of any length", async () => {
    for (const length of [100, 130, 253]) {
      const domain = `${"a".repeat(50)}.${"b".repeat(50)}.${"c".repeat(63)}.${"d".repeat(63)}.${"e".repeat(50)}`
        .slice(-length)
        .replace(/^\./, "x");
      const long = await createAuthority("foobar", [domain]);
      expect(reachOf(long.certificate, [domain])).toBe("site");
      writeFileSync(join(dir, "long.crt"), long.certificate);
      expect(openssl("x509", "-in", "long.crt", "-noout", "-ext", "nameConstraints")).toContain(`DNS:${domain}`);
    }
  });

  it("goes along to another domain with its key, and what it has signed stays good for those who have its former certificate", async () => {
    const moved = await moveAuthority(ca.certificate, ca.key, ["www.new.example"]);
    expect([reachOf(moved, ["www.new.example"]), reachOf(moved, [DOMAIN]), reachOf(ca.certificate, [DOMAIN])]).toEqual([
      "site",
      "other",
      "site",
    ]);
    expect(await verdict(["DNS:www.new.example"], "host", moved)).toContain("host.crt: OK");
    expect(await verdict([`DNS:${DOMAIN}`], "host", moved)).toContain("permitted subtree violation");
    // The server sends the new certificate of the CA; whoever trusts the former one goes by that.
    expect(await verdict([`DNS:${DOMAIN}`])).toContain("host.crt: OK");
    writeFileSync(join(dir, "moved.crt"), moved);
    writeFileSync(join(dir, "ca.crt"), ca.certificate);
    const [before, after] = ["ca.crt", "moved.crt"].map((it) => openssl("x509", "-in", it, "-noout", "-subject", "-enddate", "-pubkey"));
    expect(after).toBe(before);
  });

  it("is told from one that may sign for anything", async () => {
    expect(reachOf((await createAuthority("foobar")).certificate, [DOMAIN])).toBe("anything");
  });
});
