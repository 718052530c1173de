import type { Host, Infrastructure } from "../model/infrastructure.ts";
import type { Hosts } from "./hosts.ts";

/** The copies of what a site keeps; `bartizan backup` asks for them and puts them back. */
export interface Copies {
  /** The host that makes them; undefined where none are made. */
  readonly host: (infra: Infrastructure) => Host | undefined;
  /** What is run there, and says what it does line by line. */
  readonly command: (what: CopyVerb, id?: string) => string;
  /** The newest copy, or the named one. Throws `BZ_RESTORE_COPY`. */
  readonly look: (at: Hosts, infra: Infrastructure, id: string | undefined) => Promise<Copy>;
  /** How a copy is put in place of what is there. Changes nothing; throws `BZ_RESTORE_WRITER`. */
  readonly replacement: (at: Hosts, infra: Infrastructure) => Promise<CopyReplacement>;
  /** How a copy that was restored beside what is there is looked at, and rows of it taken: commands. */
  readonly looks: (infra: Infrastructure, exec: (host: string) => string) => { readonly look: string; readonly rows: string };
}

export type CopyVerb = "now" | "list" | "test" | "key" | "discard" | "restore";

/** A copy, as the place that keeps it knows it. */
export interface Copy {
  readonly id: string;
  readonly bytes: number;
  /** Seconds since 1970 at its moment. */
  readonly at: number;
  /** The last transaction in it; a copy of an earlier version does not say. */
  readonly position?: string;
  /** Transactions since then, as far as the host that makes the copies knows. */
  readonly missing?: number;
}

export interface CopyReplacement {
  /** Name of the host through which what is there is replaced. */
  readonly writer: string;
  /** `tell` is given what the host that has the copy says. */
  readonly run: (copy: Copy, tell: (line: string) => void) => Promise<Outcome>;
}

/** What has become of what was there: half of it is there when a load has ended in the middle. */
export type Outcome = "done" | "untouched" | "half";
