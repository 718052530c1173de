/** Every port that Bartizan's parts listen on, in one place. Those under `loopback` are bound to 127.0.0.1 and never in a flow. */
export const PORTS = {
  ssh: 22,
  http: 80,
  https: 443,
  /** The web server on a host that is also a balancer. */
  webBesideBalancer: 8088,
  /** The same, with TLS between the hosts; elsewhere it is 443. */
  webTlsBesideBalancer: 8444,
  /** The app for web servers on other hosts, with TLS between the hosts. */
  appTls: 3443,
  database: 3306,
  /** The nodes of a database cluster among themselves: group communication, incremental and full transfer of state. */
  cluster: 4567,
  clusterIncremental: 4568,
  clusterFull: 4444,
  /** Where a node tells the app hosts' proxies whether it can take queries. */
  clusterHealth: 4569,
  /** The monitor's proxy that takes metrics by client certificate. */
  ingest: 8443,
  loopback: {
    /** The monitor's own mail server. */
    mail: 25,
    /** The database proxy on app hosts. */
    databaseProxy: 3307,
    proxyMetrics: 8405,
    webStatus: 8406,
    /** The console's page and the questions that it asks. */
    console: 8407,
    /** A release that is tried beside the one that serves. */
    appTrial: 8408,
    samples: 8428,
    collector: 8429,
    /** Takes a copy of all samples for the services outside. */
    remoteWrite: 8430,
    rules: 8880,
    notifications: 9093,
    machineExporter: 9100,
    databaseExporter: 9104,
  },
} as const;
