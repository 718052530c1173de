/** One value of the answer, with its labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The answer of the store to the status query, by measure. */
export interface Answer {
  /** Seconds since the epoch by the store's clock. */
  readonly at: number;
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

/** What a measure says of a host, or of a server that others speak of. */
export function samplesOf(answer: Answer, measure: string, name: string, label: "host" | "server" = "host"): readonly Sample[] {
  return (answer.samples.get(measure) ?? []).filter((sample) => sample.labels[label] === name);
}

export function numberOf(answer: Answer, measure: string, host: string): number | null {
  return samplesOf(answer, measure, host)[0]?.value ?? null;
}

export function flagOf(answer: Answer, measure: string, host: string): boolean | null {
  const value = numberOf(answer, measure, host);
  return value === null ? null : value === 1;
}

/** A counter that has never counted has no series: no errors among some answers are zero errors. */
export function shareOf(errors: number | null, all: number | null): number | null {
  if (all === null) return null;
  return all === 0 ? 0 : (errors ?? 0) / all;
}

/** What those who choose among servers say of one. */
export interface SeenServer {
  /** It passes the check of all of them. */
  readonly healthy: boolean | null;
  /** The HTTP status with which it failed. */
  readonly checkStatus: number | null;
  /** One of them passes it over, as it was told. */
  readonly drained: boolean | null;
}

/** The same, from the measures that have it: whether each one's check passed, the code that it got, and whom it leaves out. */
export function seenServer(answer: Answer, server: string, [passed, code, drained]: readonly [string, string, string]): SeenServer {
  const of = (measure: string) => samplesOf(answer, measure, server, "server");
  const [checks, told] = [of(passed), of(drained)];
  const healthy = checks.length === 0 ? null : checks.every((sample) => sample.value === 1);
  // Of checks that got no answer at all the code is 0.
  const failed = of(code).find((sample) => sample.value > 0 && sample.value !== 200);
  return {
    healthy,
    checkStatus: healthy === false ? (failed?.value ?? null) : null,
    drained: told.length === 0 ? null : told.some((sample) => sample.value === 1),
  };
}
