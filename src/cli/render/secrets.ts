import type { VaultMember, VaultSection } from "../../engine/vault-text.ts";

/** A line for each secret: its name, and which part of the vault it is in. */
export function secretLines(secrets: ReadonlyMap<string, VaultSection | undefined>, locked: readonly VaultSection[]): readonly string[] {
  const width = Math.max(0, ...[...secrets.keys()].map((it) => it.length));
  return [
    ...[...secrets].map(([name, section]) => `${name.padEnd(width)}  ${section}`),
    ...(secrets.size === 0 && locked.length === 0 ? ["no secrets yet"] : []),
    ...locked.map((it) => `${it}: your key does not open it`),
  ];
}

/** A line for each recipient. */
export function recipientLines(recipients: Readonly<Record<string, VaultMember>>): readonly string[] {
  const all = Object.entries(recipients);
  const width = Math.max(0, ...all.map(([name]) => name.length));
  return all.map(([name, { key, may }]) => `${name.padEnd(width)}  ${key}  ${may.join(", ")}`);
}
