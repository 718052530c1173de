import { defineInfrastructure, secret } from "bartizan";

// The site of examples/whiteboard with every weakness mended: no machine, no rack and no data centre is missed when it is lost.
export default defineInfrastructure({
  name: "foobar",
  domain: "www.foobar.com",

  // Each tier on machines of its own: one loss, one breach or one busy process takes one tier of one zone. What a machine can
  // serve is said, so that it can be judged whether the others carry the busiest hour without it.
  hosts: {
    lb1: { address: "10.77.0.10", publicAddress: "203.0.113.11", runs: ["balancer"], zone: "a", capacityQps: 4000 },
    lb2: { address: "10.77.0.11", publicAddress: "203.0.113.12", runs: ["balancer"], zone: "b", capacityQps: 4000 },
    web1: { address: "10.77.0.21", runs: ["web"], zone: "a", capacityQps: 1500 },
    web2: { address: "10.77.0.22", runs: ["web"], zone: "b", capacityQps: 1500 },
    app1: { address: "10.77.0.31", runs: ["app"], zone: "a", capacityQps: 500 },
    app2: { address: "10.77.0.32", runs: ["app"], zone: "b", capacityQps: 500 },
    // Three nodes in three zones: two are a majority, whichever zone is lost.
    db1: { address: "10.77.0.41", runs: ["database"], zone: "a", capacityQps: 600 },
    db2: { address: "10.77.0.42", runs: ["database"], zone: "b", capacityQps: 600 },
    db3: { address: "10.77.0.43", runs: ["database"], zone: "c", capacityQps: 600 },
    mon1: { address: "10.77.0.20", runs: ["monitor"], zone: "c" },
  },

  // The name of the site points to this address. It moves to lb2 about a second after lb1 has fallen silent.
  balancer: { virtualAddress: "203.0.113.10" },

  // Encrypted on every hop, with a certificate shown and verified at both ends: nobody on the network between the machines can
  // read a request, change it, or pretend to be a web server. Each host has a key of its own, renewed by itself.
  tls: { certificate: "internal", terminateAt: "balancer", upstream: "verified" },

  app: {
    // The same app as the whiteboard's: what is mended is all around it.
    source: "../whiteboard/app",
    build: "npm ci && npm run build",
    output: "dist",
    packages: ["nodejs"],
    command: "node server.js",
    health: "/up",
    static: "public",
  },

  // Every node can take writes, and a commit counts when a majority has it: the loss of one loses nothing and stops nothing. Writes
  // go to one node at a time, since two that write the same row would undo each other's transactions.
  database: { engine: "mariadb", topology: "galera", writers: "one" },

  // A cluster copies a mistake to every node at once. So there are copies elsewhere, and every week one is really restored:
  // a backup that nobody ever restored is a hope.
  backups: { to: "sftp://backup@vault.example.net/foobar", everyHours: 6, restoreTestDays: 7 },

  firewall: { admin: ["198.51.100.0/24"] },

  monitoring: {
    // An alert that reaches nobody is none. The key belongs to no file: it is read from the environment.
    receivers: [
      { kind: "pagerduty", to: secret("PAGERDUTY_KEY") },
      { kind: "email", to: "ops@foobar.com" },
    ],
    // The monitor calls there for as long as it lives; when it falls silent, somebody else raises the alarm.
    watchdog: secret("WATCHDOG_URL"),
  },

  // What all of this is for. `bartizan check` judges the file by these numbers.
  objectives: {
    availability: 0.999,
    peakQps: 400,
    recoveryPointSeconds: 0,
    recoveryTimeSeconds: 30,
  },

  // The price of a nine can only be named when machines have one.
  costs: { currency: "EUR", hostPerMonth: 20 },
});
