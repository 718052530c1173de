import { defineInfrastructure, secret } from "bartizan";

// Fourteen machines for a site that has grown: three web servers and three app servers that come and go with the load, a database
// with one writer that loses nothing, and a cache before it. Against examples/fortress it gives up that the database goes on by itself: when the primary
// dies, a person decides, with `bartizan db promote`.
export default defineInfrastructure({
  name: "foobar",
  domain: "www.foobar.com",

  // Any two of the three web and app servers carry the busiest hour.
  hosts: {
    lb1: { address: "10.77.0.10", publicAddress: "203.0.113.11", runs: ["balancer"], zone: "a", capacityQps: 6000 },
    lb2: { address: "10.77.0.11", publicAddress: "203.0.113.12", runs: ["balancer"], zone: "b", capacityQps: 6000 },
    web1: { address: "10.77.0.21", runs: ["web"], zone: "a", capacityQps: 1500 },
    web2: { address: "10.77.0.22", runs: ["web"], zone: "b", capacityQps: 1500 },
    web3: { address: "10.77.0.23", runs: ["web"], zone: "c", capacityQps: 1500 },
    app1: { address: "10.77.0.31", runs: ["app"], zone: "a", capacityQps: 500 },
    app2: { address: "10.77.0.32", runs: ["app"], zone: "b", capacityQps: 500 },
    app3: { address: "10.77.0.33", runs: ["app"], zone: "c", capacityQps: 500 },
    db1: { address: "10.77.0.41", runs: ["database"], zone: "a", capacityQps: 1200 },
    db2: { address: "10.77.0.42", runs: ["database"], zone: "b", capacityQps: 1200 },
    db3: { address: "10.77.0.43", runs: ["database"], zone: "c", capacityQps: 1200 },
    cache1: { address: "10.77.0.51", runs: ["cache"], zone: "a", capacityQps: 2000 },
    cache2: { address: "10.77.0.52", runs: ["cache"], zone: "b", capacityQps: 2000 },
    mon1: { address: "10.77.0.20", runs: ["monitor"], zone: "c" },
  },

  balancer: { virtualAddress: "203.0.113.10" },

  tls: { certificate: "internal", terminateAt: "balancer", upstream: "verified" },

  app: {
    source: "../whiteboard/app",
    build: "npm ci && npm run build",
    output: "dist",
    packages: ["nodejs"],
    command: "node server.js",
    health: "/up",
    static: "public",
  },

  // One writer, so no transaction is ever undone by another node's. A commit is acknowledged when one of the two replicas holds it too:
  // what the site has said yes to survives the loss of any one machine.
  database: { engine: "mariadb", topology: "primary-replica", primary: "db1", replication: "semi-sync" },

  // Two caches, of which one takes the writes; when it dies, the two others that vote (the monitor is the third) make the other one take them.
  // What is cached can be made again, so it is in memory alone.
  cache: { engine: "valkey" },

  backups: { to: "sftp://backup@vault.example.net/foobar", everyHours: 6, restoreTestDays: 7 },

  firewall: { admin: ["198.51.100.0/24"] },

  monitoring: {
    receivers: [
      { kind: "pagerduty", to: secret("PAGERDUTY_KEY") },
      { kind: "email", to: "ops@foobar.com" },
    ],
    watchdog: secret("WATCHDOG_URL"),
  },

  // The minutes in which a person finds out, decides and promotes are allowed for.
  objectives: { availability: 0.999, peakQps: 800, recoveryPointSeconds: 0, recoveryTimeSeconds: 3600 },

  costs: { currency: "EUR", hostPerMonth: 20 },
});
