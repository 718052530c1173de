import { InvalidArgumentError } from "@commander-js/extra-typings";
import type { TargetOptions } from "../site/target.ts";
import { type BartizanError, fail } from "../util/errors.ts";

/** The options that every command takes. */
export interface GlobalOptions extends TargetOptions {
  readonly json?: boolean | undefined;
}

/** An error of the words that were typed. */
export function usage(where: string, found: string, allowed: string): BartizanError {
  return fail("BZ_USAGE", { where, found, allowed });
}

/** The value of `--date`: a day that there is, YYYY-MM-DD. Throws `BZ_USAGE`. */
export function day(value: string): string {
  const date = new Date(`${value}T00:00:00Z`);
  const real = /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
  if (!real) throw usage("--date", value, "a day such as 2027-01-31");
  return value;
}

/** The value of `--only`: names, comma-separated. */
export function names(value: string): readonly string[] {
  return value.split(",").map((name) => name.trim());
}

/** The value of `--port`. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("Allowed: a port from 1 to 65535.");
}
