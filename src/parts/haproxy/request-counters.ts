import { BUCKETS, CLASSES, DURATION, HELP, LONG_BODY_BYTES, REQUESTS } from "../../kit/request-metrics.ts";
import type { FileResource } from "../../state/resource.ts";

/** Where the metrics frontend shows them. */
export const REQUESTS_PATH = "/requests";

const PAGE = "/etc/haproxy/requests.prom";
const LABELS = 'tier="balancer",proxy="site"';

/** Places in the array of counters: a bucket each, then the number of times, their sum in milliseconds, and the classes of status. */
const COUNT = BUCKETS.length;
const SUM = COUNT + 1;
const CLASS = SUM + 1;

/**
 * HAProxy's exporter has averages of the latency, and no distribution: it is counted here in a stick table of one entry, whose general
 * purpose counters (`gpc`, 32 bits, beginning at 0 again when they are full) the page below prints. The table is the metrics frontend's:
 * a section of its own would be a backend that has no server, and count as one that has lost them all.
 */
export const requestTable = `	# One entry, "site": requests by how long they took and by status.
	stick-table type string len 16 size 16 nopurge store gpc(${CLASS + CLASSES.length})
`;

/** For the metrics frontend. */
export const requestPage = `	http-request return status 200 content-type "text/plain; version=0.0.4" lf-file ${PAGE} if { path ${REQUESTS_PATH} }\n`;

/** At the head of the site: before anything that may refuse the request. */
export const requestBegins = `	# How long a request takes: from here, when all of its head is read, to the head of the answer. The time of a long body is its sender's.
	http-request track-sc1 str(site) table metrics
	http-request set-var(txn.begun) date(0,us) unless { req.body_size gt ${LONG_BODY_BYTES} } or { req.hdr(Transfer-Encoding) -m found }
`;

/** Buckets are cumulative, as Prometheus wants them. A request that was never understood has a status and no time. */
export const requestEnds = `	http-after-response set-var(txn.took) date(0,us),sub(txn.begun) if { var(txn.begun) -m found }
${BUCKETS.map((bound, index) => `	http-after-response sc-inc-gpc(${index},1) if { var(txn.took) -m int le ${bound * 1e6} }\n`).join("")}	http-after-response sc-inc-gpc(${COUNT},1) if { var(txn.took) -m found }
	http-after-response sc-add-gpc(${SUM},1) var(txn.took),div(1000) if { var(txn.took) -m found }
${CLASSES.map((digit) => `	http-after-response sc-inc-gpc(${CLASS + digit - 1},1) if { status ${digit}00:${digit}99 }\n`).join("")}
`;

const counter = (index: number): string => `%[str(site),table_gpc(${index},metrics)]`;

/** The page in Prometheus' text format. HAProxy reads it when it begins, so it has to be there before the configuration is judged. */
export const requestPageFile: FileResource = {
  kind: "file",
  path: PAGE,
  content: [
    HELP[REQUESTS],
    ...CLASSES.map((digit) => `${REQUESTS}{${LABELS},code="${digit}xx"} ${counter(CLASS + digit - 1)}\n`),
    HELP[DURATION],
    ...BUCKETS.map((bound, index) => `${DURATION}_bucket{${LABELS},le="${bound}"} ${counter(index)}\n`),
    `${DURATION}_bucket{${LABELS},le="+Inf"} ${counter(COUNT)}\n`,
    `${DURATION}_count{${LABELS}} ${counter(COUNT)}\n`,
    `${DURATION}_sum{${LABELS}} ${counter(SUM)}e-3\n`,
  ],
};
