import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { reveal } from "../util/reveal.ts";
import { openVault } from "./vault.ts";

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
  const first = await openVault(dir, "foobar");
  const made = first.secrets(["database.app", "database.replication"], {});
  const again = await openVault(dir, "foobar");
  expect(again.authorities.own.digest).toBe(first.authorities.own.digest);
  const kept = again.secrets(["database.app"], {}).get("database.app");
  expect(kept && reveal(kept)).toBe(reveal(made.get("database.app") ?? fail()));
  expect(reveal(made.get("database.app") ?? fail())).toMatch(/^[A-Za-z0-9]{32}$/);
  for (const file of ["ca.key", "secrets.json"]) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

it("makes the key for copies on a host of the file once, both halves of it", async () => {
  const dir = fresh();
  const vault = await openVault(dir, "foobar");
  const publicKey = vault.secrets(["backups.publicKey"], {}).get("backups.publicKey");
  const key = vault.secrets(["backups.key"], {}).get("backups.key");
  const file = join(dir, "key");
  writeFileSync(file, reveal(key ?? fail()), { mode: 0o600 });
  const { stdout } = spawnSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" });
  expect(stdout.trim()).toBe(reveal(publicKey ?? fail()));
});

it("takes the user's secrets from the environment, then from secrets.env, and names all that are missing", async () => {
  const dir = fresh();
  const vault = await openVault(dir, "foobar");
  writeFileSync(join(dir, "secrets.env"), "# mine\nSTRIPE_KEY=from-file\nMAIL=mail-from-file\n");
  const secrets = vault.secrets(["STRIPE_KEY", "MAIL"], { MAIL: "from-environment" });
  expect(reveal(secrets.get("STRIPE_KEY") ?? fail())).toBe("from-file");
  expect(reveal(secrets.get("MAIL") ?? fail())).toBe("from-environment");
  expect(() => vault.secrets(["A", "B"], {})).toThrow(/secret\("A"\)[\s\S]*secret\("B"\)/);
});

it("reads secrets.env as other readers of such files do, and names lines that it does not understand without their values", async () => {
  const dir = fresh();
  const vault = await openVault(dir, "foobar");
  writeFileSync(join(dir, "secrets.env"), "export TOKEN=\"abc\"\nKEY = 'a#b' # mine\n");
  const secrets = vault.secrets(["TOKEN", "KEY"], {});
  expect([...secrets.values()].map(reveal)).toEqual(["abc", "a#b"]);
  writeFileSync(join(dir, "secrets.env"), 'TOKEN: hush1\nA=b\nKEY="hush2\n');
  const thrown = (): string => {
    try {
      vault.secrets(["A"], {});
      return "";
    } catch (error) {
      return String(error);
    }
  };
  expect(thrown()).toMatch(/BZ_CONFIG_SECRETS_FILE at \S+secrets\.env:1:[\s\S]*secrets\.env:3:/);
  expect(thrown()).not.toContain("hush");
  writeFileSync(join(dir, "secrets.env"), Buffer.from([0x41, 0x3d, 0xff]));
  expect(thrown()).toContain("not UTF-8");
});

it("says so when half of the CA is gone, and makes no new one over it", async () => {
  const dir = fresh();
  await openVault(dir, "foobar");
  const key = readFileSync(join(dir, "ca.key"), "utf8");
  rmSync(join(dir, "ca.crt"));
  await expect(openVault(dir, "foobar")).rejects.toThrow("BZ_VAULT_DAMAGED");
  expect(readFileSync(join(dir, "ca.key"), "utf8")).toBe(key);
});

function fail(): never {
  throw new Error("no such secret");
}
