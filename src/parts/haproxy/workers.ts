import { HEAD_SECONDS } from "../../kit/limits.ts";

/** How long a connection of a client waits for its next request. */
export const KEEP_ALIVE_SECONDS = 10;

/**
 * Whoever was connected when HAProxy was reloaded has sent another request by then, or never will on that connection: with its answer
 * it was told that it ends (`idle-close-on-response`), or it was idle for too long, or the head of its request was too slow.
 */
const FORMER_SECONDS = Math.max(KEEP_ALIVE_SECONDS, HEAD_SECONDS) + 1;

/**
 * Shell functions about HAProxy's processes. A reload leaves the old one to finish its connections, some of them for minutes, and the
 * master knows them all. Such a process still tells what it does and ends single sessions, but whatever is said to it of a proxy or of
 * a server it refuses: "Proxy is disabled".
 */
export const workerFunctions = `current() { printf '%s\\n' "$1" | socat -t 5 - UNIX-CONNECT:/run/haproxy/admin.sock 2>/dev/null || :; }
master() { printf '%s\\n' "$1" | socat -t 5 - UNIX-CONNECT:/run/haproxy-master.sock 2>/dev/null || :; }
each() { for pid in $(master 'show proc' | awk '$2 == "worker" { print $1 }'); do master "@!$pid $1"; done; }
former() { master 'show proc' | awk '/^# / { old = $2 == "old" } old && $2 == "worker" { print $1 }'; }
age() { current 'show info' | awk '$1 == "Uptime_sec:" { print $2 }'; }
outlast() { while [ -n "$(former)" ] && seconds=$(age) && [ "\${seconds:-${FORMER_SECONDS}}" -lt ${FORMER_SECONDS} ]; do sleep 0.2; done; }
`;

/** Shell script that ends when former processes begin no more requests. Streams and long answers may go on there. */
export const outlastScript = `export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
${workerFunctions}outlast
`;
