/**
 * How balancer and web servers count what passes through them: a counter by class of status, and a histogram of the time it took.
 * Both count themselves, while they answer: a line per request for a program that reads logs cost more than the request.
 */
export const REQUESTS = "bartizan_http_requests_total";
export const DURATION = "bartizan_http_request_duration_seconds";

/** Upper bounds of the latency buckets in seconds, for Prometheus' `le`; a quantile is exact to the width of its bucket. */
export const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** The first digits of status codes (RFC 9110, 15). */
export const CLASSES = [1, 2, 3, 4, 5] as const;

export const HELP = {
  [REQUESTS]: `# HELP ${REQUESTS} Requests by class of status.\n# TYPE ${REQUESTS} counter\n`,
  [DURATION]: `# HELP ${DURATION} Time to the answer.\n# TYPE ${DURATION} histogram\n`,
} as const;
