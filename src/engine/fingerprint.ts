import { createHmac } from "node:crypto";
import type { Facts, Observed } from "../state/facts.ts";
import type { Issuers } from "../state/kind.ts";
import { sizedFor } from "../state/plan.ts";
import type { CaName, HostState } from "../state/resource.ts";
import { isClosed } from "../state/shown.ts";
import type { Step } from "../state/step.ts";
import { sha256 } from "../util/hash.ts";
import { reveal } from "../util/reveal.ts";
import type { Secret, Secrets } from "../util/secret.ts";
import { type Authorities, certificatesIn, issuersOf } from "./authority.ts";
import type { SitePlan } from "./converge.ts";
import { AUTHORITY_ENTRIES } from "./vault.ts";
import { isUsers, secretEntry, type VaultStore } from "./vault-store.ts";
import { sectionOf } from "./vault-text.ts";

// Plans that are made in different places at different times are compared by these. What each run makes for itself does not count: a CA or
// a password that the vault does not have yet, what is signed, and the time. Nobody learns a secret from them, not even one that is easy to guess.

/** A step, as it may be told to others. */
export interface PlannedStep {
  readonly kind: Step["kind"];
  readonly key: string;
  readonly summary: string;
  /** Of what the step brings about, and of the file that it replaces. */
  readonly digest: string;
}

export interface PlannedHost {
  readonly host: string;
  /** Digest of all that is wanted there. */
  readonly wanted: string;
  readonly changes: readonly PlannedStep[];
}

/** What a plan was made with, and the vault as it is kept, without what the run has added to it. */
export interface PlanMeans {
  readonly secrets: Secrets;
  readonly authorities: Authorities;
  readonly kept: VaultStore;
}

/** What stands in a digest for texts, secrets and CAs. */
export interface Veil {
  readonly text: (text: string) => string;
  readonly secret: (name: string) => string | undefined;
  readonly issuers: Issuers;
  /** A digest of a text that may hold a secret; undefined without a key. */
  readonly keyed: (text: string) => string | undefined;
}

/** Covers what this run has made, and digests secrets with a key that only those have who know the passwords in the vault. */
export async function veilOf({ secrets, authorities, kept }: PlanMeans): Promise<Veil> {
  const entries = new Set(await kept.entries());
  const known = await Promise.all(AUTHORITY_ENTRIES.map((it) => kept.read(it.certificates)));
  const made = newCertificates(authorities, known.join(""));
  const shared = [...secrets.values()].filter((it) => isShared(it, entries));
  const key = keyOf(shared.filter((it) => !isUsers(it.name)));
  const keyed = (text: string): string | undefined =>
    key === undefined ? undefined : createHmac("sha256", key).update(text).digest("hex");
  const values = new Map(shared.map((it) => [it.name, keyed(`${it.name}\0${reveal(it)}`)]));
  const issuers = Object.entries(issuersOf(authorities)).map(([name, digest]) => [name, made.has(name as CaName) ? newOf(name) : digest]);
  return {
    text: covering(made),
    secret: (name) => values.get(name),
    issuers: Object.fromEntries(issuers) as Issuers,
    keyed,
  };
}

/** Covers all CAs and secrets: whether hosts are what they were to be is told by the rest. */
function blindfold(authorities: Authorities): Veil {
  const all = newCertificates(authorities, "");
  return { text: covering(all), secret: () => undefined, issuers: { own: "", group: "", site: "" }, keyed: () => undefined };
}

/** What is planned for each host, and what is wanted there. */
export function plannedHosts(
  states: readonly HostState[],
  { plans, facts }: Pick<SitePlan, "plans" | "facts">,
  authorities: Authorities,
  veil: Veil,
): readonly PlannedHost[] {
  const blind = blindfold(authorities);
  return plans.map(({ host, steps }) => {
    const seen = facts.get(host);
    const state = states.find((it) => it.host === host);
    return {
      host,
      wanted: digestOf(state === undefined || seen === undefined ? [] : sizedFor(state, seen).resources, blind),
      changes: steps.map((step) => ({
        kind: step.kind,
        key: step.key,
        summary: step.summary,
        digest: digestOf([step.kind, step.key, relevant(step, seen, veil)], veil),
      })),
    };
  });
}

/** What has to be the same for two steps to be one; why a certificate is due is not. */
function relevant(step: Step, facts: Facts | undefined, veil: Veil): unknown {
  switch (step.kind) {
    case "install":
      return step.packages;
    case "certificate":
      return [step.resource, veil.issuers[step.resource.ca ?? "own"]];
    case "unit":
      return [step.resource, step.actions];
    case "command":
      return [step.resource, step.again === true];
    case "remove":
    case "record":
      return [];
    default:
      return [step.resource, before(step, facts?.observed.get(step.key), veil)];
  }
}

/** What stands in its place now: somebody may have changed it since the plan was read. */
function before(step: Step, seen: Observed | undefined, veil: Veil): unknown {
  if (seen?.kind === "ruleset") return veil.keyed(seen.fileSha) ?? seen.fileSha;
  if (seen?.kind === "release") return seen.current;
  if (seen?.kind !== "path") return seen?.kind;
  const text = JSON.stringify(seen);
  return veil.keyed(text) ?? (step.kind === "file" && isClosed(step.resource) ? seen.type : sha256(text));
}

function digestOf(value: unknown, veil: Veil): string {
  return sha256(
    JSON.stringify(value, (_, it: unknown) => {
      if (typeof it === "string") return veil.text(it);
      const name = it !== null && typeof it === "object" && "secret" in it ? it.secret : undefined;
      return typeof name === "string" ? { ...(it as object), digest: veil.secret(name) } : it;
    }),
  );
}

/** Whether everybody who may deploy has the same value: what this run has made up, nobody else has. */
function isShared({ name, locked, madeUp }: Secret, entries: ReadonlySet<string>): boolean {
  if (locked || madeUp || sectionOf(secretEntry(name)) !== "deploy") return false;
  return isUsers(name) || entries.has(secretEntry(name));
}

/** Made of passwords that nobody can guess; none where the vault has none. */
function keyOf(own: readonly Secret[]): string | undefined {
  if (own.length === 0) return undefined;
  const lines = own.map((it) => `${it.name}\0${reveal(it)}`).sort();
  return sha256(lines.join("\n"));
}

type Certificates = ReadonlyMap<CaName, readonly string[]>;

/** The certificates of the CAs that are none of the known ones. */
function newCertificates(authorities: Authorities, known: string): Certificates {
  const all = Object.entries(authorities).map(([name, it]) => {
    return [name as CaName, certificatesIn(it.trusted).filter((one) => !known.includes(one))] as const;
  });
  return new Map(all.filter(([, its]) => its.length > 0));
}

const newOf = (name: string): string => `a certificate of the CA ${name}`;

function covering(certificates: Certificates): (text: string) => string {
  const covers = [...certificates].flatMap(([name, its]) => its.map((one) => [one.trim(), newOf(name)] as const));
  return (text) => covers.reduce((all, [one, cover]) => all.replaceAll(one, cover), text);
}
