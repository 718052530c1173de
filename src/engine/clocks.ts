import { type Problem, problem } from "../util/errors.ts";

/** What a host's clock said, and this machine's around it; all in seconds since the epoch. */
export interface Reading {
  readonly host: string;
  readonly said: number;
  readonly before: number;
  readonly after: number;
}

/** Certificates begin some minutes in the past, so that this much is no trouble; everything beyond comes from a clock that nobody sets. */
const TOLERATED_SECONDS = 60;

/**
 * The hosts whose clocks are not this machine's. It signs certificates and notes times that hosts compare with their own, so what it
 * believes has to be what they believe. Where all hosts agree with each other, it is this machine that is wrong.
 */
export function clockProblems(readings: readonly Reading[]): readonly Problem[] {
  const offsets = readings.map((it) => ({ ...it, offset: offsetOf(it) }));
  const wrong = offsets.filter((it) => Math.abs(it.offset) > TOLERATED_SECONDS);
  const all = offsets.map((it) => it.offset);
  const ours = wrong.length === offsets.length && wrong.length > 1 && Math.max(...all) - Math.min(...all) <= TOLERATED_SECONDS;
  return wrong.map(({ host, said, after, offset }) =>
    problem("BZ_HOST_CLOCK", {
      where: host,
      found: `${timeOf(said)} there, ${timeOf(after)} on this machine: the host is ${words(Math.abs(offset))} ${offset > 0 ? "ahead" : "behind"}`,
      allowed: `a difference of at most ${TOLERATED_SECONDS} s`,
      ...(ours ? { mend: "All hosts agree with each other: set the clock of this machine, then run the command again." } : {}),
    }),
  );
}

/** How far a host's clock is ahead of ours at least: it was read somewhere between, and tells whole seconds. */
function offsetOf({ said, before, after }: Reading): number {
  if (said > after) return said - after;
  return said + 1 < before ? said + 1 - before : 0;
}

function timeOf(seconds: number): string {
  return `${new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function words(seconds: number): string {
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`;
}
