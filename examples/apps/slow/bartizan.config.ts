import { defineInfrastructure } from "bartizan";

// An app that takes 45 seconds until it can serve, and sends everybody who comes in clear to https://, whoever asks.
export default defineInfrastructure({
  name: "slow",
  domain: "slow.example.com",
  hosts: {
    one: { address: "10.77.0.11", publicAddress: "203.0.113.11", runs: ["balancer", "web", "app", "monitor"] },
  },
  tls: { certificate: "internal", terminateAt: "balancer" },
  app: {
    source: "./app",
    packages: ["python3"],
    command: "python3 server.py",
    health: "/up",
    startSeconds: 90,
    env: { WARM_UP_SECONDS: 45 },
  },
  firewall: { admin: ["198.51.100.0/24"] },
});
