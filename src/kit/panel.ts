import type { Role } from "../model/infrastructure.ts";

/** In the text of a query: the window over which rates are taken, such as `30s`. Whoever asks puts it in. */
export const WINDOW = "$window";

/** The same as a range, to be put behind a selector. */
export const IN_WINDOW = `[${WINDOW}]`;

export type Unit = "perSecond" | "ratio" | "seconds" | "bytes" | "bytesPerSecond" | "count" | "days" | "flag";

/** One query of a panel; its answer may be several lines. */
export interface PanelLine {
  /** PromQL, with {@link WINDOW}. */
  readonly expr: string;
  /** What its line is called. */
  readonly name?: string;
  /** Labels whose values call its lines; absent where there is only one. */
  readonly by?: readonly string[];
}

/** A chart, told apart from how it is drawn. */
export interface Panel {
  /** Unique. */
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  /** Where it stands: the four golden signals of the site, a tier, or every host. */
  readonly page: "site" | "host" | Role;
  /** Its lines are by host, so it can be asked for one of them. */
  readonly perHost: boolean;
  readonly lines: readonly PanelLine[];
  /** It shows the machine, beside what a tier does: its own page does without. */
  readonly machine?: true;
  /** Where its axis ends at least. */
  readonly most?: number;
  /** What people should know about it, in one sentence. */
  readonly note?: string;
  /** The console says it in words: a chart only for those who export it. */
  readonly inWords?: true;
}

export const BY_HOST = ["host"] as const;

/** A chart whose every line is a host's. */
export function perHost(page: Panel["page"], id: string, title: string, unit: Unit, expr: string, more: Partial<Panel> = {}): Panel {
  return { id, title, unit, page, perHost: true, lines: [{ expr, by: BY_HOST }], ...more };
}

/** What is asked of the store, by the name of the measure. */
export type Measures = Readonly<Record<string, string>>;

/** The last value of each host within the window. */
export function lastByHost(selector: string, window: string): string {
  return `max by (host) (last_over_time(${selector}${window}))`;
}

/** What each host's counters count in a second. */
export function rateByHost(selector: string, window: string): string {
  return `sum by (host) (rate(${selector}${window}))`;
}

/** Seconds within which a share of a tier's requests was answered, from a histogram of them all: of each host, or of all of them. */
export function quantile(q: number, tier: string, window: string, by: "host" | "all" = "host"): string {
  const labels = by === "host" ? "host, le" : "le";
  return `histogram_quantile(${q}, sum by (${labels}) (rate(bartizan_http_request_duration_seconds_bucket{tier="${tier}"}${window})))`;
}

/** Latency as a chart of two lines for each host. */
export function latency(page: Role, p50: string, p99: string): Panel {
  const lines = [
    { expr: p50, name: "p50", by: BY_HOST },
    { expr: p99, name: "p99", by: BY_HOST },
  ];
  return { ...perHost(page, `${page}-latency`, "Latency", "seconds", ""), lines };
}

/** Answers by class of status, of a counter with the label `code`. */
export function classes(page: Role, expr: string): Panel {
  return {
    id: `${page}-classes`,
    title: "Answers by status",
    unit: "perSecond",
    page,
    perHost: false,
    lines: [{ expr, by: ["code"] }],
  };
}
