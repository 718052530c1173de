/**
 * Upper bounds of the latency buckets in seconds. Logs carry milliseconds, so a finer first step would show nothing;
 * a quantile is exact to the width of its bucket. The 0 is mtail's lower bound, not a bucket of its own.
 */
const BUCKETS = [0, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/**
 * The mtail program: one line per request, sent as syslog by HAProxy (`tier=balancer proxy=site code=200 ms=12`) and nginx
 * (`tier=web proxy=site code=200 s=0.012`), becomes a count by class of status and a histogram of the time it took.
 */
export const ACCESS_PROGRAM = `# By Bartizan.
counter bartizan_http_requests_total by tier, proxy, code
histogram bartizan_http_request_duration_seconds by tier, proxy buckets ${BUCKETS.join(", ")}

# From the head of the syslog line on: nothing that a client chose stands before these words.
/^<\\d+>[A-Z][a-z]+ +\\d+ \\d\\d:\\d\\d:\\d\\d (\\S+ )?(haproxy|nginx)[^ ]*: tier=(?P<tier>[a-z]+) proxy=(?P<proxy>[A-Za-z0-9_.-]+) code=(?P<code>[1-5])\\d\\d / {
  bartizan_http_requests_total[$tier][$proxy][$code + "xx"]++

  # A request that never arrived whole has a negative time.
  / code=\\d+ ms=(?P<ms>\\d+)\\b/ {
    bartizan_http_request_duration_seconds[$tier][$proxy] = $ms / 1000.0
  }
  / code=\\d+ s=(?P<s>\\d+\\.\\d+)\\b/ {
    bartizan_http_request_duration_seconds[$tier][$proxy] = $s
  }
}
`;
