import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { revocationList, shownCertificates, siteCertificate } from "./site-certificate.ts";

const dir = mkdtempSync(join(tmpdir(), "bartizan-certificate-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { cwd: dir, stdio: "pipe" });
const read = (name: string): string => readFileSync(join(dir, name), "utf8");
beforeAll(() => {
  for (const name of ["mine", "other"]) {
    openssl(
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-subj",
      `/CN=${name}`,
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.crt`,
    );
  }
  openssl("pkey", "-in", "mine.key", "-aes256", "-passout", "pass:hunter2", "-out", "locked.key");
  openssl("x509", "-in", "mine.crt", "-signkey", "mine.key", "-days", "-1", "-out", "ended.crt");
});

const provided = (chain: string) => ({
  ...whiteboard,
  tls: {
    ...whiteboard.tls,
    certificate: "provided" as const,
    provided: {
      chain,
      key: { secret: "SITE_KEY" },
      names: ["mine"],
      expires: "2036-11-27",
      renewal: "manual" as const,
      keys: "shared" as const,
    },
  },
});

/** What the check says of the file with this chain and this key, as it would come to a balancer. */
function judged(chain: string, key: string): string {
  const pem = siteCertificate(provided(chain)).find((it) => it.kind === "file" && it.path.endsWith(".pem"));
  if (pem?.kind !== "file" || pem.validate === undefined) return expect.unreachable();
  expect([pem.mode, pem.owner]).toEqual(["0600", undefined]);
  writeFileSync(join(dir, "site.pem"), `${chain}${key}`);
  const { status, stderr } = spawnSync("sh", ["-c", pem.validate, "validate", join(dir, "site.pem")], { encoding: "utf8" });
  expect(status === 0).toBe(stderr === "");
  return stderr.trim();
}

describe("a certificate that is brought", () => {
  it("is all that balancers show, and no list of the own CA's is about it", () => {
    expect(shownCertificates(provided("chain"))).toBe("crt /etc/bartizan/pki/site-provided.pem");
    expect(revocationList(provided("chain"), "")).toBe("");
  });

  it("is taken with its key, and no other way", () => {
    expect(judged(read("mine.crt"), read("mine.key"))).toBe("");
    expect(judged(`${read("mine.crt")}${read("other.crt")}`, read("mine.key"))).toBe("");
    expect(judged(read("mine.crt"), read("other.key"))).toContain("that of another certificate");
    expect(judged(read("mine.crt"), read("locked.key"))).toContain("one with a password");
    expect(judged(read("mine.crt"), "hunter2\n")).toContain("no private key in PEM");
    expect(judged(read("ended.crt"), read("mine.key"))).toContain("has ended");
  });
});
