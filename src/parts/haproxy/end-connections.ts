/** How many sessions are ended with one line: it has to fit into a buffer of HAProxy's. */
const SESSIONS_PER_LINE = 100;

/**
 * Shell script, behind {@link workerFunctions}, that ends all connections through this proxy, whichever process has them: those of the
 * current one by server, those of former ones, which do not take that any more, by session.
 */
export function endConnections(proxy: string): string {
  return `for server in $(current 'show servers state ${proxy}' | awk '$1 ~ /^[0-9]+$/ && $2 == "${proxy}" { print $4 }'); do
  current "shutdown sessions server ${proxy}/$server"
done
for pid in $(former); do
  master "@!$pid show sess" | awk -v "pid=$pid" '
/ be=${proxy} / { sub(":.*", ""); line = line "@!" pid " shutdown session " $0 ";"; if (++n % ${SESSIONS_PER_LINE} == 0) { print line; line = "" } }
END { if (line != "") print line }' | while read -r line; do master "$line"; done
done
`;
}
