import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { secondOf } from "../model/passwords.ts";
import { announce, exchange, forget, replacedIn } from "./passwords.ts";
import { folderStore, secretEntry, secretNames, type VaultStore } from "./vault-store.ts";

let dir = "";
let store: VaultStore;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "bartizan-passwords-"));
  store = folderStore(dir);
  const made = ["database.app", "database.replication", "acme.key", "backups.passphrase", "STRIPE_KEY"];
  await store.write(new Map(made.map((name) => [secretEntry(name), `former ${name}`])));
});
afterEach(() => rmSync(dir, { recursive: true }));

const TWOFOLD = new Set(["database.app", "database.replication", "cache.app"]);
const inVault = (name: string): Promise<string | undefined> => store.read(secretEntry(name));
const at = async (): Promise<{ readonly used: string | undefined; readonly accepted: readonly (string | undefined)[] }> => {
  const used = await inVault("database.app");
  const { names } = await replacedIn(store);
  return { used, accepted: [used, ...(names.includes("database.app") ? [await inVault(secondOf("database.app"))] : [])] };
};

it("has whoever logs in use at any time what servers accept before and after each step", async () => {
  const points = [await at()];
  await announce(store, TWOFOLD);
  points.push(await at());
  await exchange(store);
  points.push(await at());
  await forget(store);
  points.push(await at());
  for (const [index, { used }] of points.entries()) {
    for (const { accepted } of points.slice(Math.max(0, index - 1), index + 2)) expect(accepted).toContain(used);
  }
  expect(points[0]?.used).toBe("former database.app");
  expect(points[3]?.used).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(points[3]?.accepted).toEqual([points[3]?.used]);
});

it("replaces its own secrets alone: not yours, and not what opens the copies", async () => {
  expect(await announce(store, TWOFOLD)).toEqual({ inRounds: ["database.app", "database.replication"], atOnce: ["acme.key"] });
  expect(await replacedIn(store)).toEqual({ names: ["database.app", "database.replication"], change: "announced" });
  await exchange(store);
  await forget(store);
  expect(await replacedIn(store)).toEqual({ names: [] });
  expect(await secretNames(store)).toEqual(["STRIPE_KEY", "backups.passphrase", "database.app", "database.replication"]);
  expect(await inVault("STRIPE_KEY")).toBe("former STRIPE_KEY");
  expect(await inVault("backups.passphrase")).toBe("former backups.passphrase");
  expect(await inVault("database.replication")).not.toBe("former database.replication");
});

it("begins no second change before the first has come to its end", async () => {
  await announce(store, TWOFOLD);
  const second = await inVault(secondOf("database.app"));
  await expect(announce(store, TWOFOLD)).rejects.toThrow("being replaced already");
  await exchange(store);
  await expect(announce(store, TWOFOLD)).rejects.toThrow("bartizan up");
  expect(await inVault("database.app")).toBe(second);
});
