import { defineInfrastructure } from "bartizan";

// A Python app on one server: Flask behind gunicorn. It opens its database when it starts, as most apps do, and ends when it cannot.
export default defineInfrastructure({
  name: "notes",
  domain: "notes.example.com",
  hosts: {
    one: { address: "10.77.0.11", publicAddress: "203.0.113.11", runs: ["balancer", "web", "app", "database", "monitor"] },
  },
  tls: { certificate: "internal", terminateAt: "balancer" },
  app: {
    source: "./app",
    packages: ["gunicorn", "python3-flask", "python3-pymysql"],
    // --preload: the app is loaded once, before the workers are made, so that a mistake in it ends gunicorn instead of each worker in turn.
    command: "gunicorn --preload --workers 2 --threads 4 --bind $HOST:$PORT notes:app",
    health: "/up",
    static: "static",
  },
  database: { engine: "mariadb", topology: "primary-replica", primary: "one" },
  firewall: { admin: ["198.51.100.0/24"] },
});
