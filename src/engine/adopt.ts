import { PARTS } from "../catalog/registry.ts";
import type { Adopted } from "../kit/part.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Transport } from "../transport/transport.ts";
import { fetchFiles } from "./fetch-files.ts";
import { secretEntry, type VaultStore } from "./vault-store.ts";

/** What a vault that lacks it takes over from the hosts, if they have it. To be asked before the vault makes what it lacks. */
export async function lackingIn(store: VaultStore): Promise<readonly Adopted[]> {
  const all = PARTS.flatMap(({ adopts }) => adopts ?? []);
  const known = await Promise.all(all.map(({ secret }) => store.read(secretEntry(secret))));
  return all.filter((_, index) => known[index] === undefined);
}

/** Takes over from the hosts what a new vault must not make anew. Says whether there was any. */
export async function adopt(infra: Infrastructure, transport: Transport, store: VaultStore, wanted: readonly Adopted[]): Promise<boolean> {
  const taken = await Promise.all(wanted.map((it) => adoptOne(infra, transport, store, it)));
  return taken.includes(true);
}

async function adoptOne(
  infra: Infrastructure,
  transport: Transport,
  store: VaultStore,
  { secret, path, hosts }: Adopted,
): Promise<boolean> {
  for (const host of hosts(infra)) {
    const found = (await fetchFiles(transport, host, [path])).get(path)?.text.trimEnd();
    if (found === undefined || found === "") continue;
    await store.write(new Map([[secretEntry(secret), found]]));
    return true;
  }
  return false;
}
