import type { Host } from "../model/infrastructure.ts";
import type { Series } from "./part.ts";

/**
 * How balancer and web servers count what passes through them: a counter by class of status, and a histogram of the time to the head
 * of the answer. Both count themselves, while they answer: a line per request for a program that reads logs cost more than the request.
 */
export const REQUESTS = "bartizan_http_requests_total";
export const DURATION = "bartizan_http_request_duration_seconds";

/** The roles that count. */
type RequestCounter = "balancer" | "web";

/** Whether the host counts the requests of the site in this tier, and by how long they took. */
export function countsRequests({ monitoring, roles }: Host, tier: RequestCounter): boolean {
  return monitoring === "all" && roles.includes(tier);
}

/** The series of one tier; another tier's are not its to tell. */
export function requestSeries(tier: RequestCounter): Series {
  return { names: `${REQUESTS}|${DURATION}_(bucket|count|sum)`, labels: { tier } };
}

/**
 * Upper bounds of the latency buckets in seconds, for Prometheus' `le`; a quantile is exact to the width of its bucket. Narrow where
 * people look: between what is called slow and what is given up, a bucket is half as wide as it is high at most.
 */
export const BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 15, 20, 30, 60,
] as const;

/** What is called slow, for the alerts; the bound of a bucket, so that it is exact. */
export const SLOW_SECONDS = 2 satisfies (typeof BUCKETS)[number];

/** Of fewer failed answers nobody is told: on a quiet site, or a young one, a single one is a larger share than may fail. */
export const FEW_ERRORS = 5;

/** More than a twentieth of the answers of the last five minutes failed, in PromQL: selectors of counters, and the labels by which they are summed. */
export function manyFail(failed: string, all: string, by: string): string {
  const sum = (what: string): string => `sum by (${by}) (${what}[5m]))`;
  return `${sum(`rate(${failed}`)} / ${sum(`rate(${all}`)} > 0.05 and ${sum(`increase(${failed}`)} >= ${FEW_ERRORS}`;
}

/** Bytes of a body that takes a slow client longer than the answer took: how long such a request lasts is no business of the site. */
export const LONG_BODY_BYTES = 65_536;

/** The first digits of status codes (RFC 9110, 15). */
export const CLASSES = [1, 2, 3, 4, 5] as const;

/** In the place of a class: the answer began as a good one and was not sent to its end. */
export const CUT = "cut";

export const HELP = {
  [REQUESTS]: `# HELP ${REQUESTS} Requests by class of status.\n# TYPE ${REQUESTS} counter\n`,
  [DURATION]: `# HELP ${DURATION} Time to the head of the answer.\n# TYPE ${DURATION} histogram\n`,
} as const;
