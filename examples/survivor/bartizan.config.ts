import { defineInfrastructure, secret } from "bartizan";

// The fewest machines on which the site survives the loss of any one of them, its data included: three that all do everything, and
// a small one that watches them. What it gives up against examples/fortress is the distance between the tiers: whoever
// breaks into one of them has broken into all.
export default defineInfrastructure({
  name: "foobar",
  domain: "www.foobar.com",

  // Three, for two of them have to agree on every commit. Each can carry the busiest hour alone.
  hosts: {
    srv1: {
      address: "10.77.0.11",
      publicAddress: "203.0.113.11",
      runs: ["balancer", "web", "app", "database"],
      zone: "a",
      capacityQps: 250,
    },
    srv2: {
      address: "10.77.0.12",
      publicAddress: "203.0.113.12",
      runs: ["balancer", "web", "app", "database"],
      zone: "b",
      capacityQps: 250,
    },
    srv3: {
      address: "10.77.0.13",
      publicAddress: "203.0.113.13",
      runs: ["balancer", "web", "app", "database"],
      zone: "c",
      capacityQps: 250,
    },
    // On a machine of its own: a monitor that dies together with what it watches tells nobody.
    mon1: { address: "10.77.0.20", runs: ["monitor"], zone: "a", costPerMonth: 5 },
  },

  balancer: { virtualAddress: "203.0.113.10" },

  // A balancer passes requests on to the web servers of the other two machines as well, so they are encrypted on their way.
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

  database: { engine: "mariadb", topology: "galera", writers: "one" },

  backups: { to: "sftp://backup@vault.example.net/foobar", restoreTestDays: 7 },

  firewall: { admin: ["198.51.100.0/24"] },

  monitoring: {
    receivers: [{ kind: "email", to: "ops@foobar.com" }],
    watchdog: secret("WATCHDOG_URL"),
  },

  objectives: { availability: 0.999, peakQps: 200, recoveryPointSeconds: 0, recoveryTimeSeconds: 30 },

  costs: { currency: "EUR", hostPerMonth: 20 },
});
