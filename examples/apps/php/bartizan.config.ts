import { defineInfrastructure } from "bartizan";

// A PHP app on one server: php-fpm, and lighttpd as the web server that speaks FastCGI with it. Both are the app's own: app/serve starts them.
export default defineInfrastructure({
  name: "album",
  domain: "album.example.com",
  hosts: {
    one: { address: "10.77.0.11", publicAddress: "203.0.113.11", runs: ["balancer", "web", "app", "database", "monitor"] },
  },
  tls: { certificate: "internal", terminateAt: "balancer" },
  app: {
    source: "./app",
    packages: ["lighttpd", "php-fpm", "php-mysql"],
    command: "./serve",
    health: "/up",
    // Only what may be downloaded as it is: scripts stand in `public`, which the web server in front of the app never reads.
    static: "assets",
  },
  database: { engine: "mariadb", topology: "primary-replica", primary: "one" },
  firewall: { admin: ["198.51.100.0/24"] },
});
