/**
 * Errors after which a transaction may simply be done again: a deadlock (1213), a row that changed since it was read (1020),
 * a lock waited for too long (1205), a database that is just handing its writes over to another one (1290), a node that has
 * left its cluster and takes nothing (1047) or left it while the transaction was being agreed on (1180), and connections that a restart or a failover cut, by the database itself (1053,
 * 1317, 1927) or on the way. After the last it is open whether the transaction was committed: only one that carries its own key
 * may be repeated then.
 */
const PASSING: ReadonlySet<string | number> = new Set([
  1213,
  1020,
  1205,
  1290,
  1047,
  1180,
  1053,
  1317,
  1927,
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "EPIPE",
  "ETIMEDOUT",
  // What mysql2 makes of a connection that is cut while its TLS begins.
  "HANDSHAKE_SSL_ERROR",
  "PROTOCOL_CONNECTION_LOST",
]);

function isPassing(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { errno, code } = error as { readonly errno?: unknown; readonly code?: unknown };
  return [errno, code].some((it) => (typeof it === "number" || typeof it === "string") && PASSING.has(it));
}

/** Does it again after an error that passes, a little later each time. */
export async function withRetries<T>(attempt: () => Promise<T>, waits: readonly number[] = [50, 200, 500, 1000, 2000]): Promise<T> {
  for (const wait of waits) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error)) throw error;
      // Not all at the same moment: those that got into each other's way would meet again.
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
    }
  }
  return attempt();
}
