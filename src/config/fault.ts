import type { ErrorCode } from "../util/errors.ts";
import type { Path } from "./path.ts";

/** What is wrong with one value, before anybody knows where it stands. */
export interface Fault {
  readonly code: ErrorCode;
  readonly found?: string;
  readonly allowed?: string;
  readonly mend?: string;
}

/** A fault and its place. */
export interface Mistake extends Fault {
  readonly path: Path;
}

/** Says what is wrong with a value of the right type; undefined when nothing is. */
export type Rule<T> = (value: T) => Fault | undefined;
