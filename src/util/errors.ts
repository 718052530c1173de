import { bounded } from "./bounded.ts";
import { ERRORS } from "./error-table.ts";

export type ErrorCode = keyof typeof ERRORS;

/** What is known of an error beyond its code. */
export interface ErrorDetails {
  /** Where: a path in the config (`hosts.srv1.runs[2]`), a host, a file. */
  readonly where?: string;
  readonly found?: string;
  readonly allowed?: string;
  /** In place of the table's advice, when there is something more exact to say. */
  readonly mend?: string;
  /** Words of the tool that refused, verbatim but for their length. */
  readonly output?: string;
  readonly cause?: unknown;
}

/** One thing that is wrong, as data. */
export interface Problem extends Omit<ErrorDetails, "cause"> {
  readonly code: ErrorCode;
  readonly title: string;
  readonly mend: string;
}

/** Completes a problem from the table. */
export function problem(code: ErrorCode, details: Omit<ErrorDetails, "cause"> = {}): Problem {
  const entry: { readonly title: string; readonly mend: string } = ERRORS[code];
  const output = details.output === undefined ? {} : { output: bounded(details.output) };
  return { code, title: entry.title, ...details, ...output, mend: details.mend ?? entry.mend };
}

/** Thrown for everything a user can meet: one or several problems, all at once. */
export class BartizanError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], cause?: unknown) {
    super(problems.map(formatProblem).join("\n\n"), cause === undefined ? undefined : { cause });
    this.name = "BartizanError";
    this.problems = problems;
  }
}

/** Makes the error for one problem. */
export function fail(code: ErrorCode, details: ErrorDetails = {}): BartizanError {
  const { cause, ...rest } = details;
  return new BartizanError([problem(code, rest)], cause);
}

/** A problem as people read it: code and place, what was found, what is allowed, how to mend it. */
export function formatProblem(it: Problem): string {
  const lines = [`${it.code}${it.where === undefined ? "" : ` at ${it.where}`}: ${it.title}`];
  if (it.found !== undefined) lines.push(`  found:   ${it.found}`);
  if (it.allowed !== undefined) lines.push(`  allowed: ${it.allowed}`);
  if (it.output !== undefined)
    lines.push(
      ...it.output
        .trimEnd()
        .split("\n")
        .map((line) => `  | ${line}`),
    );
  lines.push(`  mend:    ${it.mend}`);
  return lines.join("\n");
}
