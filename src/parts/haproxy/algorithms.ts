/** HAProxy's names for how work is shared out: requests, and WebSockets and event streams. */
export const ALGORITHMS = { requests: "roundrobin", streams: "leastconn" } as const;
