import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { certificatesIn, createAuthority, isFor } from "./authority.ts";
import { announceSuccessor, dropPredecessor, letSuccessorSign, renewAll, replacementOf } from "./replacement.ts";
import { openVault } from "./vault.ts";

const place = mkdtempSync(join(tmpdir(), "bartizan-replacement-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

async function fresh(name: string): Promise<string> {
  const dir = join(place, name);
  await openVault(dir, "foobar");
  return dir;
}
const read = (dir: string, file: string): string => readFileSync(join(dir, file), "utf8");

describe("a CA that is replaced", () => {
  it("signs until its successor is trusted, which then signs, and is then trusted alone", async () => {
    const dir = await fresh("whole");
    const old = (await openVault(dir, "foobar")).authority;
    expect([replacementOf(dir), old.trusted]).toEqual(["alone", old.certificate]);

    await announceSuccessor(dir, "foobar");
    const announced = (await openVault(dir, "foobar")).authority;
    expect([replacementOf(dir), announced.digest]).toEqual(["announced", old.digest]);
    expect(certificatesIn(announced.trusted)).toHaveLength(2);

    letSuccessorSign(dir);
    const signing = (await openVault(dir, "foobar")).authority;
    expect(replacementOf(dir)).toBe("signing");
    expect(signing.digest).not.toBe(old.digest);
    // The same text: no host has to be told of anything but its certificates.
    expect(signing.trusted).toBe(announced.trusted);

    dropPredecessor(dir);
    const alone = (await openVault(dir, "foobar")).authority;
    expect([replacementOf(dir), alone.digest, alone.trusted]).toEqual(["alone", signing.digest, signing.certificate]);
    expect(isFor(old.certificate, read(dir, "ca.key"))).toBe(false);
    for (const file of ["ca.key", "ca.crt"]) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
  });

  it("is replaced once by a run that died after making the key, and again after the other moves nothing is repeated", async () => {
    const dir = await fresh("died");
    const old = (await openVault(dir, "foobar")).authority;
    writeFileSync(join(dir, "ca-next.key"), (await createAuthority("foobar")).key);
    expect([replacementOf(dir), (await openVault(dir, "foobar")).authority.digest]).toEqual(["alone", old.digest]);
    await announceSuccessor(dir, "foobar");
    letSuccessorSign(dir);
    const { digest } = (await openVault(dir, "foobar")).authority;
    letSuccessorSign(dir);
    dropPredecessor(dir);
    dropPredecessor(dir);
    expect((await openVault(dir, "foobar")).authority.digest).toBe(digest);
  });

  it("is not guessed at when the key is for none of the certificates", async () => {
    const dir = await fresh("damaged");
    await announceSuccessor(dir, "foobar");
    writeFileSync(join(dir, "ca.key"), (await createAuthority("foobar")).key);
    await expect(openVault(dir, "foobar")).rejects.toThrow("BZ_VAULT_DAMAGED");
  });
});

it("remembers since when all certificates are to be renewed, a little earlier as they begin in the past", async () => {
  const dir = await fresh("renewed");
  expect((await openVault(dir, "foobar")).authority.renewBefore).toBeLessThanOrEqual(0);
  renewAll(dir, 1_800_000_000);
  expect((await openVault(dir, "foobar")).authority.renewBefore).toBe(1_800_000_000 - 300);
});
