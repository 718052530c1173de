import { DEFAULTS } from "./defaults.ts";
import type { SecretReference } from "./language.ts";

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

type DefaultName = keyof typeof DEFAULTS;

/** Notes down every value that goes into the model. */
export interface Ledger {
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
  readonly orDefault: <T extends ResolvedValue>(name: DefaultName, value: T | undefined, path?: string) => T;
  /** From the file, else made from other values. */
  readonly orDerived: <T extends ResolvedValue>(path: string, value: T | undefined, derived: T, from: string) => T;
}

export function openLedger(): Ledger {
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
    orDefault: <T extends ResolvedValue>(name: DefaultName, value: T | undefined, path: string = name): T => {
      const { value: fallback, reason } = DEFAULTS[name];
      // The type of each default is tied to that of its place by the model that takes it.
      return value === undefined ? note(path, fallback as unknown as T, { kind: "default", reason }) : file(path, value);
    },
    orDerived: (path, value, derived, from) => (value === undefined ? note(path, derived, { kind: "derived", from }) : file(path, value)),
  };
}

/** `{ key: value }`, or nothing when there is no value. */
export function maybe<K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: T });
}
