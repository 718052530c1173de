import { sha256 } from "../util/hash.ts";
import { fill } from "../util/reveal.ts";
import type { Secrets } from "../util/secret.ts";
import { type CaName, type CertificateResource, keyOf, type Resource, type UnitResource } from "./resource.ts";

/** Digests of the certificates of the CAs: another CA means other certificates. */
export type Issuers = Readonly<Record<CaName, string>>;

/** What the certificate was asked for; another answer means that a new one is needed. */
export function requestDigest(it: CertificateResource, issuers: Issuers): string {
  const issuer = issuers[it.ca ?? "own"];
  const owner = it.owner ?? "root:root";
  const list = it.revocationList === undefined ? [] : [it.revocationList];
  return sha256(JSON.stringify([it.commonName, it.role, it.names, it.usage, owner, it.bundle === true, issuer, ...list])).slice(0, 32);
}

function resourceDigest(it: Resource, secrets: Secrets): string {
  switch (it.kind) {
    case "file":
    case "ruleset":
      return sha256(fill(it.content, secrets));
    case "release":
      return it.id;
    default:
      return sha256(JSON.stringify(it));
  }
}

/** The digests of all that a unit was (re)started with, and of all that it reads at a reload. */
export function unitStamps(
  unit: UnitResource,
  byKey: ReadonlyMap<string, Resource>,
  secrets: Secrets,
): { readonly restart: string; readonly reload: string } {
  const digestOf = (keys: readonly string[]): string => {
    const parts = keys.map((key) => {
      const it = byKey.get(key);
      if (it === undefined) throw new TypeError(`${keyOf(unit)} names ${key}, which is not on this host`);
      return `${key} ${resourceDigest(it, secrets)}`;
    });
    return sha256(parts.join("\n")).slice(0, 32);
  };
  return { restart: digestOf(unit.restartOn ?? []), reload: digestOf(unit.reloadOn ?? []) };
}
