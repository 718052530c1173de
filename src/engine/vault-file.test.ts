import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { reveal } from "../util/reveal.ts";
import { keysIn, makeKey, recipientOf } from "./age.ts";
import { issuersOf } from "./authority.ts";
import { announceSuccessor, dropPredecessor, letSuccessorSign, replacementOf } from "./replacement.ts";
import { serversVault } from "./servers-vault.ts";
import { openVault } from "./vault.ts";
import { type FileStore, fileStore, VAULT_FILE } from "./vault-file.ts";
import { folderStore, secretEntry, type VaultStore } from "./vault-store.ts";
import { VAULT_SECTIONS, type VaultText } from "./vault-text.ts";

const FOOBAR = { name: "foobar", domain: "www.foobar.com", aliases: [] };

const place = mkdtempSync(join(tmpdir(), "bartizan-vault-file-"));
afterAll(() => rmSync(place, { recursive: true, force: true }));

interface Person {
  readonly key: string;
  readonly recipient: string;
}
let anna: Person;
let ben: Person;
let ci: Person;
beforeAll(async () => {
  [anna, ben, ci] = await Promise.all([makeKey(), makeKey(), makeKey()]);
});

let count = 0;
const fresh = (): string => {
  count += 1;
  const dir = join(place, `site-${count}`);
  mkdirSync(dir);
  return dir;
};
const fileOf = (dir: string, ...people: readonly Person[]): FileStore =>
  fileStore(join(dir, VAULT_FILE), async () => people.map((it) => it.key));
const vaultOf = (dir: string, person: Person): VaultStore =>
  serversVault(fileOf(dir, person), join(dir, ".bartizan/servers"), async () => ({ name: "anna", recipient: person.recipient }));
const textOf = (dir: string): string => readFileSync(join(dir, VAULT_FILE), "utf8");
const edit = (dir: string, change: (vault: VaultText) => object): void =>
  writeFileSync(join(dir, VAULT_FILE), JSON.stringify(change(JSON.parse(textOf(dir)) as VaultText), null, 2));

const NAMES = ["database.app", "backups.passphrase", "TOKEN"];
const CANARY = "canary-of-a-token";

/** A site that anna has brought up, and its secrets. */
async function founded(): Promise<{ readonly dir: string; readonly values: readonly string[]; readonly digest: string }> {
  const dir = fresh();
  const store = vaultOf(dir, anna);
  await store.write(new Map([[secretEntry("TOKEN"), CANARY]]));
  const vault = await openVault(store, FOOBAR);
  const values = [...(await vault.secrets(NAMES, {})).values()].map(reveal);
  return { dir, values, digest: vault.authorities.own.digest };
}

it("is one file that holds no secret in clear, which its founder opens and nobody else", async () => {
  const { dir, values } = await founded();
  expect(readdirSync(dir)).toEqual([VAULT_FILE]);
  const key = (await vaultOf(dir, anna).read("ca.key")) ?? "";
  for (const secret of [...values, key, anna.key]) expect(textOf(dir)).not.toContain(secret);
  const again = await openVault(vaultOf(dir, anna), FOOBAR);
  expect([...(await again.secrets(NAMES, {})).values()].map(reveal)).toEqual(values);
  await expect(openVault(vaultOf(dir, ben), FOOBAR).then((it) => it.secrets(NAMES, {}))).rejects.toThrow(
    /BZ_VAULT_LOCKED at [\s\S]*deploy opens for anna; your key is nobody's/,
  );
});

it("opens for a second operator with the file and a key alone, who gets the same as the first", async () => {
  const { dir, values, digest } = await founded();
  await fileOf(dir, anna).share({ anna: { key: anna.recipient, may: VAULT_SECTIONS }, ben: { key: ben.recipient, may: VAULT_SECTIONS } });
  const clone = fresh();
  writeFileSync(join(clone, VAULT_FILE), textOf(dir));
  const vault = await openVault(vaultOf(clone, ben), FOOBAR);
  expect(vault.authorities.own.digest).toBe(digest);
  expect([...(await vault.secrets(NAMES, {})).values()].map(reveal)).toEqual(values);
  // He changed nothing by looking.
  expect(textOf(clone)).toBe(textOf(dir));
});

it("gives a machine what a deploy needs, and neither signs for it nor opens copies", async () => {
  const { dir, digest } = await founded();
  await fileOf(dir, anna).share({ anna: { key: anna.recipient, may: VAULT_SECTIONS }, ci: { key: ci.recipient, may: ["deploy"] } });
  const vault = await openVault(vaultOf(dir, ci), FOOBAR);
  expect(vault.authorities.own).toMatchObject({ digest, signs: false });
  const secrets = await vault.secrets(NAMES, {});
  expect(reveal(secrets.get("TOKEN") ?? fail())).toBe(CANARY);
  expect(secrets.get("backups.passphrase")?.locked).toBe(true);
  for (const name of ["ca.key", secretEntry("backups.passphrase")])
    await expect(vaultOf(dir, ci).read(name)).rejects.toThrow("BZ_VAULT_LOCKED");
  // What it writes leaves the parts that it cannot open as they are.
  const before = JSON.parse(textOf(dir)) as VaultText;
  await vaultOf(dir, ci).write(new Map([[secretEntry("TOKEN"), "new"]]));
  const after = JSON.parse(textOf(dir)) as VaultText;
  expect(after.sections).toMatchObject({ sign: before.sections.sign, backups: before.sections.backups });
  expect(await vaultOf(dir, anna).read(secretEntry("TOKEN"))).toBe("new");
});

it("knows which CA signs while one replaces the other, also for those who may not read its key", async () => {
  const { dir } = await founded();
  await fileOf(dir, anna).share({ anna: { key: anna.recipient, may: VAULT_SECTIONS }, ci: { key: ci.recipient, may: ["deploy"] } });
  const steps = [(it: VaultStore) => announceSuccessor(it, FOOBAR), letSuccessorSign, dropPredecessor];
  for (const step of [...steps, ...steps]) {
    await step(vaultOf(dir, anna));
    const [hers, its] = await Promise.all([anna, ci].map(async (who) => (await openVault(vaultOf(dir, who), FOOBAR)).authorities));
    expect(its && issuersOf(its)).toEqual(hers && issuersOf(hers));
  }
  expect(await replacementOf(vaultOf(dir, anna))).toBe("alone");
});

it("does not let somebody in who wrote a key of theirs into the list", async () => {
  const { dir } = await founded();
  edit(dir, (it) => ({ ...it, recipients: { ...it.recipients, mallory: { key: ben.recipient, may: VAULT_SECTIONS } } }));
  await expect(vaultOf(dir, anna).write(new Map([[secretEntry("TOKEN"), "more"]]))).rejects.toThrow("BZ_VAULT_RECIPIENTS");
  await expect(vaultOf(dir, ben).read(secretEntry("TOKEN"))).rejects.toThrow("BZ_VAULT_LOCKED");
});

it("shuts out whoever is removed from what is written then, and leaves no part to nobody", async () => {
  const { dir } = await founded();
  const both = { anna: { key: anna.recipient, may: VAULT_SECTIONS }, ben: { key: ben.recipient, may: VAULT_SECTIONS } };
  await fileOf(dir, anna).share(both);
  expect(await fileOf(dir, ben).opens("deploy")).toBe(true);
  await fileOf(dir, anna).share({ anna: both.anna });
  expect(await fileOf(dir, ben).opens("deploy")).toBe(false);
  await expect(fileOf(dir, anna).share({ anna: { key: anna.recipient, may: ["deploy"] } })).rejects.toThrow("BZ_VAULT_RECIPIENT");
  expect(await fileOf(dir, anna).opens("sign")).toBe(true);
});

it("takes over what a former version kept in clear, and leaves nothing of it behind", async () => {
  const dir = fresh();
  const old = join(dir, ".bartizan/servers");
  const before = await openVault(folderStore(old), FOOBAR);
  const made = [...(await before.secrets(["database.app", "backups.passphrase"], {})).values()].map(reveal);
  writeFileSync(join(old, "secrets.env"), `# mine\nTOKEN="${CANARY}"\n`);
  writeFileSync(join(old, "logins.json"), "{}");
  const store = vaultOf(dir, anna);
  expect(await store.takeOver?.()).toBe(true);
  expect(await store.takeOver?.()).toBe(false);
  expect(readdirSync(old)).toEqual(["logins.json"]);
  expect(readdirSync(join(dir, ".bartizan"))).toContain(".gitignore");
  const vault = await openVault(vaultOf(dir, anna), FOOBAR);
  expect(vault.authorities.own.digest).toBe(before.authorities.own.digest);
  expect([...(await vault.secrets(["database.app", "backups.passphrase", "TOKEN"], {})).values()].map(reveal)).toEqual([...made, CANARY]);
});

it("keeps both of two changes that are made at once, or refuses the later one", async () => {
  const { dir } = await founded();
  const done = await Promise.allSettled(["A", "B", "C"].map((name) => vaultOf(dir, anna).write(new Map([[secretEntry(name), name]]))));
  for (const [index, name] of ["A", "B", "C"].entries()) {
    const kept = await vaultOf(dir, anna).read(secretEntry(name));
    const it = done[index];
    expect(kept).toBe(it?.status === "fulfilled" ? name : undefined);
    if (it?.status === "rejected") expect(String(it.reason)).toContain("BZ_VAULT_CHANGED");
  }
});

it("says what to do with a merge conflict, and what is damaged", async () => {
  const { dir } = await founded();
  const text = textOf(dir);
  writeFileSync(join(dir, VAULT_FILE), text.replace('  "sections"', '<<<<<<< HEAD\n=======\n>>>>>>> theirs\n  "sections"'));
  await expect(vaultOf(dir, anna).read("ca.crt")).rejects.toThrow("BZ_VAULT_CONFLICT");
  for (const [damaged, words] of [
    [text.slice(0, 200), "not JSON"],
    [text.replace('"version": 1', '"version": 2'), "version 2"],
    [text.replace('"may"', '"can"'), "another form"],
  ] as const) {
    writeFileSync(join(dir, VAULT_FILE), damaged);
    await expect(vaultOf(dir, anna).read("ca.crt")).rejects.toThrow(words);
  }
  writeFileSync(join(dir, VAULT_FILE), text);
  const bent = (cipher = ""): string => `${cipher.slice(0, 300)}${cipher[300] === "A" ? "B" : "A"}${cipher.slice(301)}`;
  edit(dir, (it) => ({ ...it, sections: { ...it.sections, deploy: bent(it.sections.deploy) } }));
  await expect(vaultOf(dir, anna).read(secretEntry("TOKEN"))).rejects.toThrow("BZ_VAULT_DAMAGED");
});

it("reads a key file as age does, and never repeats a key that is wrong", async () => {
  expect(keysIn(`# created: today\n# public key: ${anna.recipient}\n${anna.key}\n`, "f")).toEqual([anna.key]);
  expect(await recipientOf(anna.key, "f")).toBe(anna.recipient);
  for (const wrong of ["", "# only a comment", "ssh-ed25519 hush-hush"])
    expect(() => keysIn(wrong, "f")).toThrow(/BZ_VAULT_KEY at f(?![\s\S]*hush)/);
  const damaged = `${anna.key.slice(0, -1)}${anna.key.endsWith("Q") ? "P" : "Q"}`;
  const said = await recipientOf(damaged, "f").then(String, String);
  expect(said).toContain("a key that is damaged");
  expect(said).not.toContain(damaged.slice(20, 40));
});

it("can be read by others as a file, as what it is: nothing but certificates and noise", async () => {
  const { dir } = await founded();
  expect(statSync(join(dir, VAULT_FILE)).mode & 0o777).toBe(0o644);
});

function fail(): never {
  throw new Error("no such secret");
}
