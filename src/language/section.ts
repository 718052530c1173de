import type * as z from "zod";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { InfrastructureConfig } from "./config.ts";
import type { ConfigRule, Draft } from "./draft.ts";
import type { Fault } from "./fault.ts";
import type { Path } from "./path.ts";
import type { Default, Ledger } from "./provenance.ts";

/** A config that was found right, as far as one section follows from the others. */
export interface Site {
  readonly config: InfrastructureConfig;
  /** A folder that the file names, absolute. */
  readonly folder: (written: string) => string;
}

/** A section of the file, be it of the language itself or of a part. Read by config, and by the reference. */
export interface Section<S extends z.ZodType = z.ZodType, N extends string = string, W = never, R = unknown> {
  /** Its key in the file and in the model. */
  readonly key: string;
  /** Where it stands among the others: in lists of keys, in `bartizan config --resolved` and in the reference. */
  readonly place: number;
  /** What may stand in it. A function: who only wants to know of the section needs no schema. */
  readonly schema: () => S;
  /** What is taken where the file is silent, by its place. A star stands for any name, `[]` for any place in a list. */
  readonly defaults?: Readonly<Record<N, Default>>;
  /** Places that follow from others where the file is silent, and from which: those with a default, too, only where that would speak of what is not there. */
  readonly derived?: Readonly<Record<string, string>>;
  /** Places that only some files may leave out, and which: what the rules ask for, and no schema knows. */
  readonly askedFor?: Readonly<Record<string, string>>;
  /** Completes it: canonical spellings, defaults, what follows from other values. Nothing where the model has none then. */
  readonly resolve: (written: W, site: Site, book: Ledger<N>) => R;
  /** What its values must be together, and with the rest of the file. */
  readonly rules?: readonly ConfigRule[];
  /** Values that may be `secret("NAME")`, with their places. */
  readonly secrets?: (draft: Draft) => readonly (readonly [path: Path, value: unknown])[];
  /** What to write in the place of a secret that stands in it. */
  readonly insteadOfSecret?: Pick<Fault, "allowed" | "mend">;
  /** What others call the words that it knows. */
  readonly synonyms?: readonly (readonly [typed: RegExp, meant: string])[];
}

type Owned = keyof InfrastructureConfig & keyof Infrastructure;

/** As the schema would have it: it knows no `readonly`. */
type Written<T> = T extends readonly (infer Element)[]
  ? Written<Element>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Written<T[Key]> }
    : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Within an object, so that one that is compared by itself is written out, too. */
type Typed<A, B> = Same<Written<{ it: A }>, Written<{ it: B }>>;

/** A section whose key, schema and result are those of the types; where they are not, the compiler asks for an argument that nobody has. */
export function section<const K extends Owned, S extends z.ZodType, N extends string = never>(
  it: Section<S, N, InfrastructureConfig[K], Infrastructure[K]> & { readonly key: K },
  ..._differs: [Typed<InfrastructureConfig[K], z.input<S>>, Typed<InfrastructureConfig[K], z.output<S>>] extends [true, true] ? [] : [never]
): Section {
  return it;
}
