import type { Problem } from "../util/errors.ts";
import type { Secrets } from "../util/secret.ts";
import type { Observed } from "./facts.ts";
import type { CaName, Resource } from "./resource.ts";
import type { HostPlan, Step } from "./step.ts";

/** What is asked of a host for all resources of one kind. Paths go to one stat(1) and one sha256sum(1) together with those of other kinds. */
export interface Questions {
  readonly stat?: readonly string[];
  readonly digest?: readonly string[];
  /** Command whose output is digested as well, as `-`. */
  readonly piped?: string;
  /** Notes that Bartizan wrote there, besides its own. */
  readonly notes?: readonly string[];
  /** What else prints lines for {@link HostAnswers}. */
  readonly script?: string;
}

type Rows = ReadonlyMap<string, readonly string[]>;

/** What a host said: each map by the first word, or the path, of what the others are about. */
export interface HostAnswers {
  /** Lines with this tag, by fields between tabs. */
  tagged(tag: string): Rows;
  /** Lines between one that is only this word and the next empty one, by words. */
  block(word: string): Rows;
  /** stat(1): mode, owner, type and `LINK -> TARGET`. */
  readonly stats: Rows;
  readonly digests: ReadonlyMap<string, string>;
  /** The first line of a note of Bartizan's own; empty when it is not there. */
  note(path: string): string;
  /** What commands printed, by their keys. */
  readonly commands: ReadonlyMap<string, string>;
}

/** Digests of the certificates of the CAs: another CA means other certificates. */
export type Issuers = Readonly<Record<CaName, string>>;

export interface PlanInputs {
  readonly secrets: Secrets;
  readonly issuers: Issuers;
  /** Seconds since the epoch: certificates that begin before are renewed, however long they would live. */
  readonly renewBefore?: number;
  /** Whether certificates can be signed; if not, those that can wait do. */
  readonly signs?: boolean;
  /** Seconds: certificates of which less is left are renewed, also when that is much of their life, as when the file has made it longer. */
  readonly leastLeft?: number;
}

/** A plan in the making. */
export interface Planning extends PlanInputs {
  /** Seconds since the epoch, by the host's clock. */
  readonly now: number;
  readonly byKey: ReadonlyMap<string, Resource>;
  /** Whether packages are installed before: they may enable units that are not there yet. */
  readonly installs: boolean;
  /** Keys of what the plan changes so far. */
  readonly changed: ReadonlySet<string>;
  /** Keys of the units among them that begin anew. */
  readonly begun: ReadonlySet<string>;
}

/** One file of an archive. */
export interface ArchiveEntry {
  readonly name: string;
  /** Its content, or the file of this machine that has it. */
  readonly data: string | Uint8Array | { readonly file: string };
}

/** A signed certificate on its way to the host. */
export interface IssuedCertificate {
  /** PEM: the leaf, then the CA. */
  readonly chain: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** The CA's revocation list (DER) when the leaf names one. */
  readonly revocationList?: Uint8Array;
}

/** What a commit needs besides the plan. */
export interface CommitInputs {
  readonly secrets: Secrets;
  /** By path of the certificate. */
  readonly certificates: ReadonlyMap<string, IssuedCertificate>;
  /** Path of the packed release (tar.gz) on this machine, when a step needs it. */
  readonly release?: string;
}

/** The scripts that a plan is carried out by. */
export type ScriptName = "prepare" | "files" | "units";

/** What the scripts do about a step of a kind, in this order; undefined where there is nothing to do. */
export interface Acts<S> {
  /** In the first script: what changes nothing that runs. */
  prepare?(step: S, plan: HostPlan): string;
  /** In the second: what checkers of files have to find in its place already. */
  install?(step: S, plan: HostPlan, inputs: CommitInputs): string | undefined;
  /** What they have to find where nothing is yet. */
  early?(step: S, plan: HostPlan, inputs: CommitInputs): string | undefined;
  /** Judges what is staged, before anything is replaced. */
  judge?(step: S, plan: HostPlan, inputs: CommitInputs): string | undefined;
  place?(step: S, plan: HostPlan, inputs: CommitInputs): string | undefined;
  /** In the third, in the order of the plan. */
  run?(step: S, plan: HostPlan, inputs: CommitInputs): string | undefined;
  /** What goes along with a script. */
  entries?(script: ScriptName, step: S, plan: HostPlan, inputs: CommitInputs): readonly ArchiveEntry[];
}

export type KindName = Resource["kind"];

type Of<T, K> = Extract<T, { kind: K }>;
/** What is there for a resource: of what has a path, what stands there. */
export type SeenOf<K extends KindName> = K extends "file" | "directory" | "link" ? Of<Observed, "path"> : Of<Observed, K>;
type StepFor<K extends KindName> = K extends "package" ? Of<Step, "install"> : Of<Step, K>;

/**
 * All that Bartizan knows of one kind of thing on a host; `kinds.ts` lists them. Whoever asks, plans and acts for a whole host loops over
 * that list (`facts-script.ts`, `facts-parse.ts`, `plan.ts`, `apply-script.ts`, `keep-script.ts`).
 */
export interface Kind<K extends KindName, R = Of<Resource, K>, O = SeenOf<K>, S = StepFor<K>> extends Acts<S> {
  ask?(all: readonly R[], secrets: Secrets): Questions;
  /** What is there; undefined when nothing is. */
  read?(it: R, said: HostAnswers): O | undefined;
  /** What a resource does not go ahead with. */
  refuses?(it: R, seen: O | undefined, host: string): readonly Problem[];
  /** The step that brings it about; none when it is as it should be. */
  plan?(it: R, seen: O | undefined, making: Planning): S | undefined;
  /** Takes away what has left the file, by its name. A kind without it leaves nothing on a host that could be taken away. */
  remove?(name: string): string;
  /** Once all that has left the file is away, and all files are what they were. */
  afterwards?(name: string): string;
  /** Keeps what stood there before it became Bartizan's. */
  keep?(name: string): string;
}
