import { fail } from "../util/errors.ts";
import type { SecretReference } from "./config.ts";

/** Where a value comes from: from the file, from a default, or from other values. */
export type Origin =
  | { readonly kind: "file" }
  | { readonly kind: "default"; readonly reason: string }
  | { readonly kind: "derived"; readonly from: string };

export type ResolvedValue = string | number | boolean | SecretReference | readonly string[];

/** One value of the infrastructure, where it stands and where it comes from. */
export interface Resolved {
  /** Its place in the language of the config: `hosts.srv1.ssh`. */
  readonly path: string;
  readonly value: ResolvedValue;
  readonly origin: Origin;
}

/** Every value of an infrastructure with its origin, in the order of the model. */
export type Provenance = readonly Resolved[];

/** A value that is taken when the file is silent, and why this one. */
export interface Default {
  readonly value: ResolvedValue;
  readonly reason: string;
}

/** Notes down every value that goes into the model. `N`: the names of the defaults that it is asked for. */
export interface Ledger<N extends string = string> {
  readonly entries: readonly Resolved[];
  /** From the file as it is. */
  readonly file: <T extends ResolvedValue>(path: string, value: T) => T;
  /** `{ key: value }` from the file, or nothing when the file is silent: the model has no keys that hold `undefined`. */
  readonly optional: <K extends string, T extends ResolvedValue>(
    place: string,
    key: K,
    value: T | undefined,
  ) => { readonly [key in K]?: T };
  /** From the file, else the default of this name; the path is the name where they differ only in a star. */
  readonly orDefault: <T extends ResolvedValue>(name: N, value: T | undefined, path?: string) => T;
  /** From the file, else made from other values. */
  readonly orDerived: <T extends ResolvedValue>(path: string, value: T | undefined, derived: T, from: string) => T;
}

export function openLedger(defaults: ReadonlyMap<string, Default>): Ledger {
  const entries: Resolved[] = [];
  const note = <T extends ResolvedValue>(path: string, value: T, origin: Origin): T => {
    entries.push({ path, value, origin });
    return value;
  };
  const file = <T extends ResolvedValue>(path: string, value: T): T => note(path, value, { kind: "file" });
  return {
    entries,
    file,
    optional: (place, key, value) => maybe(key, value === undefined ? undefined : file(`${place}.${key}`, value)),
    orDefault: <T extends ResolvedValue>(name: string, value: T | undefined, path: string = name): T => {
      if (value !== undefined) return file(path, value);
      const it = defaults.get(name);
      if (it === undefined) throw fail("BZ_INTERNAL", { where: path, found: `no default is called ${name}` });
      // The type of each default is tied to that of its place by the model that takes it.
      return note(path, it.value as T, { kind: "default", reason: it.reason });
    },
    orDerived: (path, value, derived, from) => (value === undefined ? note(path, derived, { kind: "derived", from }) : file(path, value)),
  };
}

/** `{ key: value }`, or nothing when there is no value. */
export function maybe<K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: T });
}
