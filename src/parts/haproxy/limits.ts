/**
 * The numbers that keep a balancer up under floods and slow clients. Those per client address have to let whole offices
 * behind one address pass, and a load test from one machine, so they only stop what no such client does.
 */
export const LIMITS = {
  /**
   * Connections of the whole process. Each takes two file descriptors; 16,000 and some fit a hard limit of 20,000, as containers
   * have it. Left out, HAProxy would derive the number from the hard limit: half a million on a server, far more than its memory.
   */
  connections: 8000,
  /** Of them for the site and for the redirect; the rest stays for the metrics, the runtime API and the database proxy. */
  siteConnections: 6000,
  redirectConnections: 500,
  databaseConnections: 1000,
  /** Requests that are on their way to apps on other hosts, and on an app host those that have come. */
  appConnections: 4000,
  /** Requests at a time for one web server; more wait in the balancer's queue for at most `timeout queue`. */
  serverConnections: 512,
  /** Open connections of one client address: an office of a hundred with six connections each passes, one address cannot take all. */
  clientConnections: 1000,
  /** New connections of one client address in 10 s: 500/s without keep-alive pass. A TLS handshake costs about a millisecond. */
  clientConnectionsPer10s: 8000,
  /** Requests of one client address in 10 s: ten thousand are 1000/s for as long. */
  clientRequestsPer10s: 10000,
} as const;

/** File descriptors that HAProxy needs: two a connection, and some for listeners, checks and itself. */
export const FILE_DESCRIPTORS = LIMITS.connections * 2 + 100;
