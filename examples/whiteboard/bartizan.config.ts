import { defineInfrastructure } from "bartizan";

export default defineInfrastructure({
  name: "foobar",
  domain: "www.foobar.com",
  hosts: {
    lb1: { address: "10.77.0.10", publicAddress: "203.0.113.10", runs: ["balancer"] },
    srv1: { address: "10.77.0.11", runs: ["web", "app", "database"] },
    srv2: { address: "10.77.0.12", runs: ["web", "app", "database"] },
    mon1: { address: "10.77.0.20", runs: ["monitor"] },
  },
  tls: { certificate: "internal", terminateAt: "balancer" },
  app: {
    source: "./app",
    build: "npm ci && npm run build",
    output: "dist",
    packages: ["nodejs"],
    command: "node server.js",
    health: "/up",
    static: "public",
  },
  database: { engine: "mariadb", topology: "primary-replica", primary: "srv1" },
  firewall: { admin: ["198.51.100.0/24"] },
});
