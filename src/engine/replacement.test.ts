import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { certificatesIn, createAuthority, isFor } from "./authority.ts";
import { reachOf } from "./name-constraints.ts";
import { announceSuccessor, dropPredecessor, letSuccessorSign, renewAll, replacementOf } from "./replacement.ts";
import { openVault } from "./vault.ts";
import { folderStore } from "./vault-store.ts";

const FOOBAR = { name: "foobar", domain: "www.foobar.com", aliases: [] };

const place = mkdtempSync(join(tmpdir(), "bartizan-replacement-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

async function fresh(name: string): Promise<string> {
  const dir = join(place, name);
  await openVault(folderStore(dir), FOOBAR);
  return dir;
}
const read = (dir: string, file: string): string => readFileSync(join(dir, file), "utf8");

describe("a CA that is replaced", () => {
  it("signs until its successor is trusted, which then signs, and is then trusted alone", async () => {
    const dir = await fresh("whole");
    const old = (await openVault(folderStore(dir), FOOBAR)).authorities.own;
    expect([await replacementOf(folderStore(dir)), old.trusted]).toEqual(["alone", old.certificate]);

    await announceSuccessor(folderStore(dir), FOOBAR);
    const announced = (await openVault(folderStore(dir), FOOBAR)).authorities.own;
    expect([await replacementOf(folderStore(dir)), announced.digest]).toEqual(["announced", old.digest]);
    expect(certificatesIn(announced.trusted)).toHaveLength(2);

    await letSuccessorSign(folderStore(dir));
    const signing = (await openVault(folderStore(dir), FOOBAR)).authorities.own;
    expect(await replacementOf(folderStore(dir))).toBe("signing");
    expect(signing.digest).not.toBe(old.digest);
    // The same text: no host has to be told of anything but its certificates.
    expect(signing.trusted).toBe(announced.trusted);

    await dropPredecessor(folderStore(dir));
    const alone = (await openVault(folderStore(dir), FOOBAR)).authorities.own;
    expect([await replacementOf(folderStore(dir)), alone.digest, alone.trusted]).toEqual(["alone", signing.digest, signing.certificate]);
    expect(isFor(old.certificate, read(dir, "ca.key"))).toBe(false);
    for (const file of ["ca.key", "ca.crt", "group-ca.key", "group-ca.crt"]) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
  });

  it("is replaced once by a run that died after making the key, and again after the other moves nothing is repeated", async () => {
    const dir = await fresh("died");
    const old = (await openVault(folderStore(dir), FOOBAR)).authorities.own;
    writeFileSync(join(dir, "ca-next.key"), (await createAuthority("foobar")).key);
    expect([await replacementOf(folderStore(dir)), (await openVault(folderStore(dir), FOOBAR)).authorities.own.digest]).toEqual([
      "alone",
      old.digest,
    ]);
    await announceSuccessor(folderStore(dir), FOOBAR);
    await letSuccessorSign(folderStore(dir));
    const { digest } = (await openVault(folderStore(dir), FOOBAR)).authorities.own;
    await letSuccessorSign(folderStore(dir));
    await dropPredecessor(folderStore(dir));
    await dropPredecessor(folderStore(dir));
    expect((await openVault(folderStore(dir), FOOBAR)).authorities.own.digest).toBe(digest);
  });

  it("takes the one of the database group along, also when a run died between the two", async () => {
    const dir = await fresh("both");
    const digests: string[] = [];
    const moves = [
      () => announceSuccessor(folderStore(dir), FOOBAR),
      () => letSuccessorSign(folderStore(dir)),
      () => dropPredecessor(folderStore(dir)),
    ];
    const states = ["announced", "signing", "alone"] as const;
    for (const [index, move] of moves.entries()) {
      const before = ["ca.crt", "ca.key", "ca-next.key"].map(
        (file) => [file, existsSync(join(dir, file)) ? read(dir, file) : undefined] as const,
      );
      await move();
      const group = read(dir, "group-ca.crt");
      // As if it had died before the infrastructure's own CA moved.
      for (const [file, text] of before) {
        if (text === undefined) rmSync(join(dir, file), { force: true });
        else writeFileSync(join(dir, file), text, { mode: 0o600 });
      }
      await openVault(folderStore(dir), FOOBAR);
      await move();
      expect(await replacementOf(folderStore(dir))).toBe(states[index]);
      expect(read(dir, "group-ca.crt")).toBe(group);
      digests.push((await openVault(folderStore(dir), FOOBAR)).authorities.group.digest);
    }
    expect(digests[0]).not.toBe(digests[1]);
    expect(digests[1]).toBe(digests[2]);
    const { own, group } = (await openVault(folderStore(dir), FOOBAR)).authorities;
    expect(group.trusted).not.toContain(own.certificate);
    expect(certificatesIn(group.trusted)).toHaveLength(1);
  });

  it("takes the one of the site along, and gives one to a site that had none: the hosts' CA signed for it", async () => {
    const dir = await fresh("older");
    const opened = async () => (await openVault(folderStore(dir), FOOBAR)).authorities;
    const reach = async () => reachOf((await opened()).site.certificate, [FOOBAR.domain]);
    expect(await reach()).toBe("site");
    // As they were made before: one CA for hosts and people.
    const { certificate, key } = await createAuthority("foobar");
    for (const [file, text] of [
      ["ca.crt", certificate],
      ["ca.key", key],
    ] as const)
      writeFileSync(join(dir, file), text, { mode: 0o600 });
    for (const file of ["site-ca.crt", "site-ca.key"]) rmSync(join(dir, file));
    const old = await opened();
    expect([old.site.digest, old.site.trusted]).toEqual([old.own.digest, certificate]);
    expect(existsSync(join(dir, "site-ca.crt"))).toBe(false);

    await announceSuccessor(folderStore(dir), FOOBAR);
    const announced = await opened();
    expect([announced.site.digest, certificatesIn(announced.site.trusted)[0]]).toEqual([old.own.digest, certificate]);
    expect(await reach()).toBe("anything");
    await letSuccessorSign(folderStore(dir));
    expect(await reach()).toBe("site");
    await dropPredecessor(folderStore(dir));
    const alone = await opened();
    expect(certificatesIn(alone.site.trusted)).toEqual([alone.site.certificate]);
    expect(alone.site.digest).not.toBe(alone.own.digest);
    expect(reachOf(alone.own.certificate, [FOOBAR.domain])).toBe("anything");
    expect(await replacementOf(folderStore(dir))).toBe("alone");
  });

  it("is not guessed at when the key is for none of the certificates", async () => {
    const dir = await fresh("damaged");
    await announceSuccessor(folderStore(dir), FOOBAR);
    writeFileSync(join(dir, "ca.key"), (await createAuthority("foobar")).key);
    await expect(openVault(folderStore(dir), FOOBAR)).rejects.toThrow("BZ_VAULT_DAMAGED");
  });
});

it("remembers since when all certificates are to be renewed, a little earlier as they begin in the past", async () => {
  const dir = await fresh("renewed");
  expect((await openVault(folderStore(dir), FOOBAR)).authorities.own.renewBefore).toBeLessThanOrEqual(0);
  await renewAll(folderStore(dir), 1_700_000_000);
  expect((await openVault(folderStore(dir), FOOBAR)).authorities.own.renewBefore).toBe(1_700_000_000 - 300);
  // A clock that was ahead wrote it: until then nothing that is signed would be young enough.
  await renewAll(folderStore(dir), Math.floor(Date.now() / 1000) + 3600);
  expect((await openVault(folderStore(dir), FOOBAR)).authorities.own.renewBefore).toBeLessThanOrEqual(0);
});
