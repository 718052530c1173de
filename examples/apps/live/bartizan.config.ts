import { defineInfrastructure } from "bartizan";

// A Node app whose connections live for hours: WebSockets and event streams, and uploads of large files.
export default defineInfrastructure({
  name: "live",
  domain: "live.example.com",
  hosts: {
    one: { address: "10.77.0.11", publicAddress: "203.0.113.11", runs: ["balancer", "web", "app", "monitor"] },
  },
  tls: { certificate: "internal", terminateAt: "balancer" },
  app: {
    source: "./app",
    build: "npm ci --omit=dev",
    packages: ["nodejs"],
    command: "node server.js",
    health: "/up",
  },
  firewall: { admin: ["198.51.100.0/24"] },
});
