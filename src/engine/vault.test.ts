import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { reveal } from "../util/reveal.ts";
import { reachOf } from "./name-constraints.ts";
import { openVault } from "./vault.ts";
import { existing, folderStore, pending } from "./vault-store.ts";

const FOOBAR = { name: "foobar", domain: "www.foobar.com", aliases: [] };

const dirs: string[] = [];
const fresh = (): string => {
  const dir = mkdtempSync(join(tmpdir(), "bartizan-vault-"));
  dirs.push(dir);
  return join(dir, "lab");
};
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

it("makes a CA and secrets once and keeps them, readable for their owner only", async () => {
  const dir = fresh();
  const first = await openVault(folderStore(dir), FOOBAR);
  const made = await first.secrets(["database.app", "database.replication"], {});
  const again = await openVault(folderStore(dir), FOOBAR);
  expect(again.authorities.own.digest).toBe(first.authorities.own.digest);
  const kept = (await again.secrets(["database.app"], {})).get("database.app");
  expect(kept && reveal(kept)).toBe(reveal(made.get("database.app") ?? fail()));
  expect(reveal(made.get("database.app") ?? fail())).toMatch(/^[A-Za-z0-9]{32}$/);
  for (const file of ["ca.key", "secrets.json"]) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

it("makes the key for copies on a host of the file once, both halves of it", async () => {
  const dir = fresh();
  const vault = await openVault(folderStore(dir), FOOBAR);
  const publicKey = (await vault.secrets(["backups.publicKey"], {})).get("backups.publicKey");
  const key = (await vault.secrets(["backups.key"], {})).get("backups.key");
  const file = join(dir, "key");
  writeFileSync(file, reveal(key ?? fail()), { mode: 0o600 });
  const { stdout } = spawnSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" });
  expect(stdout.trim()).toBe(reveal(publicKey ?? fail()));
});

it("takes the user's secrets from the environment, then from secrets.env, and names all that are missing", async () => {
  const dir = fresh();
  const vault = await openVault(folderStore(dir), FOOBAR);
  writeFileSync(join(dir, "secrets.env"), "# mine\nSTRIPE_KEY=from-file\nMAIL=mail-from-file\n");
  const secrets = await vault.secrets(["STRIPE_KEY", "MAIL"], { MAIL: "from-environment" });
  expect(reveal(secrets.get("STRIPE_KEY") ?? fail())).toBe("from-file");
  expect(reveal(secrets.get("MAIL") ?? fail())).toBe("from-environment");
  await expect(vault.secrets(["A", "B"], {})).rejects.toThrow(/secret\("A"\)[\s\S]*secret\("B"\)/);
});

it("reads secrets.env as other readers of such files do, and names lines that it does not understand without their values", async () => {
  const dir = fresh();
  const vault = await openVault(folderStore(dir), FOOBAR);
  writeFileSync(join(dir, "secrets.env"), "export TOKEN=\"abc\"\nKEY = 'a#b' # mine\n");
  const secrets = await vault.secrets(["TOKEN", "KEY"], {});
  expect([...secrets.values()].map(reveal)).toEqual(["abc", "a#b"]);
  writeFileSync(join(dir, "secrets.env"), 'TOKEN: hush1\nA=b\nKEY="hush2\n');
  const thrown = (): Promise<string> => vault.secrets(["A"], {}).then(() => "", String);
  expect(await thrown()).toMatch(/BZ_CONFIG_SECRETS_FILE at \S+secrets\.env:1:[\s\S]*secrets\.env:3:/);
  expect(await thrown()).not.toContain("hush");
  writeFileSync(join(dir, "secrets.env"), Buffer.from([0x41, 0x3d, 0xff]));
  expect(await thrown()).toContain("not UTF-8");
});

it("gives the CA that people trust a certificate for the domain of the file, also when that changes, and does not touch the hosts' CA", async () => {
  const store = folderStore(fresh());
  const first = (await openVault(store, FOOBAR)).authorities;
  const moved = (await openVault(store, { ...FOOBAR, domain: "www.new.example" })).authorities;
  expect([moved.own.digest, moved.group.digest]).toEqual([first.own.digest, first.group.digest]);
  expect(moved.site.digest).not.toBe(first.site.digest);
  expect(reachOf(moved.site.trusted, ["www.new.example"])).toBe("site");
  const again = (await openVault(store, { ...FOOBAR, domain: "www.new.example" })).authorities;
  expect(again.site.trusted).toBe(moved.site.trusted);
});

it("says so when half of the CA is gone, and makes no new one over it", async () => {
  const dir = fresh();
  await openVault(folderStore(dir), FOOBAR);
  const key = readFileSync(join(dir, "ca.key"), "utf8");
  rmSync(join(dir, "ca.crt"));
  await expect(openVault(folderStore(dir), FOOBAR)).rejects.toThrow("BZ_VAULT_DAMAGED");
  expect(readFileSync(join(dir, "ca.key"), "utf8")).toBe(key);
  const other = fresh();
  await openVault(folderStore(other), FOOBAR);
  rmSync(join(other, "site-ca.crt"));
  await expect(openVault(folderStore(other), FOOBAR)).rejects.toThrow("BZ_VAULT_DAMAGED");
});

it("stands in a folder that ignores itself: a repository that was told nothing takes no key", async () => {
  const repository = join(fresh(), "..");
  const git = (...words: readonly string[]): string => spawnSync("git", ["-C", repository, ...words], { encoding: "utf8" }).stdout;
  git("init", "--quiet");
  await openVault(folderStore(join(repository, "site/.bartizan/servers")), FOOBAR);
  expect(git("status", "--porcelain", "--untracked-files=all")).toBe("");
  git("add", "--all");
  expect(git("ls-files")).toBe("");
});

it("is made for those alone who may make it: a look leaves nothing behind, and all else says that it is missing", async () => {
  const dir = fresh();
  const store = pending(folderStore(dir));
  const vault = await openVault(store, FOOBAR);
  const [first, again] = [await vault.secrets(["database.app"], {}), await vault.secrets(["database.app"], {})];
  expect(reveal(first.get("database.app") ?? fail())).toBe(reveal(again.get("database.app") ?? fail()));
  expect(existsSync(dir)).toBe(false);
  await expect(existing(folderStore(dir))).rejects.toThrow("BZ_VAULT_MISSING");
  await openVault(folderStore(dir), FOOBAR);
  expect((await existing(folderStore(dir))).where).toBe(dir);
});

function fail(): never {
  throw new Error("no such secret");
}
