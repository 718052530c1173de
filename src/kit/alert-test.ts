import type { Infrastructure, Receiver } from "../model/infrastructure.ts";

/** How those who are told of alerts are told of a test, one kind at a time; `bartizan alerts test` asks for it. */
export interface AlertTest {
  /** What is posted to where it is told of alerts: one for each of these kinds, that ends at this moment. */
  readonly alerts: (infra: Infrastructure, kinds: readonly Receiver["kind"][], id: string, end: Date) => string;
  /** Reads how often each kind was told of tests from its metrics. A kind of which nothing was counted yet is missing. */
  readonly told: (metrics: string) => ReadonlyMap<string, Told>;
  /** The unit whose journal says why somebody was not told. */
  readonly unit: string;
}

/** What was counted of one kind. */
export interface Told {
  /** Calls that were tried, with those that failed. */
  readonly tried: number;
  readonly failed: number;
}

/** What came of telling one kind of receiver. */
export interface TestOutcome {
  readonly receiver: Receiver["kind"];
  /** How many there are of it, and how many took the alert. */
  readonly expected: number;
  readonly accepted: number;
  /** Attempts that failed, and are repeated. */
  readonly failed: number;
  readonly seconds: number;
  /** Mail that still waits on the monitor, with what the last attempt came to. */
  readonly waiting: readonly string[];
}

/** Everybody took it, and no mail waits. */
export function arrived(it: TestOutcome): boolean {
  return it.accepted >= it.expected && it.waiting.length === 0;
}

/** The kinds of receivers of this file, each once. */
export function kindsOf({ monitoring }: Infrastructure): readonly Receiver["kind"][] {
  return [...new Set(monitoring.receivers.map(({ kind }) => kind))];
}
