import type { Emit, Event } from "../event/event.ts";
import { interruptTransports } from "../site/target.ts";
import { type BartizanError, fail } from "../util/errors.ts";

/** How long a run that was interrupted may take to put back what it has left. */
const PATIENCE_MS = 12_000;

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** What a run is in the middle of, by what it has told. */
export interface Standing {
  readonly drained: Set<string>;
  /** The step that each host is at. */
  readonly steps: Map<string, string>;
  readonly unconfirmed: Set<string>;
  /** Whether anything on a host may be held or half-done. */
  busy: boolean;
}

export function newStanding(): Standing {
  return { drained: new Set(), steps: new Map(), unconfirmed: new Set(), busy: false };
}

/** Takes account of an event. */
export function follow(standing: Standing, event: Event): void {
  switch (event.type) {
    case "phase":
      standing.busy = true;
      break;
    case "drained":
      standing.drained.add(event.host);
      break;
    case "returned":
      standing.drained.delete(event.host);
      break;
    case "step-started":
      standing.busy = true;
      standing.steps.set(event.host, event.step);
      if (event.step.startsWith("firewall rules")) standing.unconfirmed.add(event.host);
      break;
    case "confirmed":
      standing.unconfirmed.delete(event.host);
      break;
    case "step-done":
    case "host-done":
      standing.steps.delete(event.host);
      break;
  }
}

/** What an interrupted run leaves, in words. */
export function leftBehind({ drained, steps, unconfirmed }: Standing): string {
  const said = [
    ...[...steps].map(([host, step]) => `${host} was in the middle of: ${step}`),
    ...[...drained].map((host) => `${host} is still drained at those that send it requests; the next run puts it back`),
    ...[...unconfirmed].map((host) => `${host} puts its old firewall rules back within 45 seconds`),
  ];
  return said.length === 0 ? "nothing is drained, locked or half-done" : said.join("; ");
}

/**
 * Lets a run that changes hosts end in order when the user ends it: what it does stops, what it has drained takes requests again, its
 * locks are given back, and it says what is left, `also` what nobody can know. It may take some seconds, and a second signal ends it at once.
 */
export async function interruptible<T>(emit: Emit, work: (emit: Emit) => Promise<T>, also?: string): Promise<T> {
  const standing = newStanding();
  let status: number | undefined;
  const tell = (): BartizanError =>
    fail("BZ_INTERRUPTED", { found: also === undefined ? leftBehind(standing) : `${leftBehind(standing)}; ${also}` });
  const onSignal = (signal: keyof typeof SIGNALS): void => {
    if (status !== undefined || !standing.busy) process.exit(SIGNALS[signal]);
    status = SIGNALS[signal];
    process.stderr.write("\nbartizan: interrupted; giving back locks and what was drained (again: at once)\n");
    interruptTransports();
    setTimeout(() => {
      process.stderr.write(`${tell().message}\n`);
      process.exit(SIGNALS[signal]);
    }, PATIENCE_MS).unref();
  };
  for (const signal of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) process.on(signal, onSignal);
  try {
    return await work((event) => {
      follow(standing, event);
      emit(event);
    });
  } catch (error) {
    if (status === undefined) throw error;
    throw tell();
  } finally {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
    if (status !== undefined) process.exitCode = status;
  }
}
