import type { InfrastructureConfig } from "./config.ts";
import type { Mistake } from "./fault.ts";
import type { Path } from "./path.ts";
import { isObject, type Plain, valueAt } from "./plain.ts";

type Partly<T> = T extends readonly (infer Element)[]
  ? readonly (Partly<Element> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Partly<T[Key]> | undefined }
    : T;

/** What is sound of a config that may be broken: what the schema refuses is left out. */
export type Draft = Partly<InfrastructureConfig>;

/** What the rules for several values together look at. */
export interface RuleContext {
  readonly draft: Draft;
  /** The config as it was written. */
  readonly written: Plain;
  /** Whether the schema already found fault at this place or above it, so that nothing is to be concluded from what is missing there. */
  readonly broken: (...path: Path) => boolean;
  /** Whether a key stands in the file below this place, be its value broken or its name misspelt. */
  readonly said: (here: Path, key: string) => boolean;
}

/** A rule for several values together. */
export type ConfigRule = (context: RuleContext) => readonly Mistake[];

function remove(config: Plain, path: Path): void {
  const holder = valueAt(config, path.slice(0, -1));
  const key = path.at(-1);
  if (Array.isArray(holder)) holder[Number(key)] = undefined;
  else if (isObject(holder) && typeof key === "string") delete holder[key];
}

/** Takes what the schema found fault with out of a copy of the config. */
export function draftOf(copy: Plain, mistakes: readonly Mistake[]): Draft {
  if (!isObject(copy)) return {};
  for (const { path } of mistakes) remove(copy, path);
  // Only here does the shape of the config rest on the schema's word that everything else is right.
  return copy as Draft;
}

/** The entries of a list or a record that are sound. */
export function entriesOf<T>(values: Readonly<Record<string, T | undefined>> | undefined): readonly (readonly [name: string, value: T])[] {
  return Object.entries(values ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** The elements of a list that are sound, with their places. */
export function itemsOf<T>(values: readonly (T | undefined)[] | undefined): readonly (readonly [index: number, value: T])[] {
  return (values ?? []).flatMap((value, index) => (value === undefined ? [] : [[index, value] as const]));
}
