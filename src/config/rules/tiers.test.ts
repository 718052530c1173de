import { describe, expect, test } from "vitest";
import { message, set } from "../../../test/fixtures/spoil.ts";

describe("roles and tiers", () => {
  test("a misspelt role", () => {
    expect(message(set("hosts.srv1.runs", ["web", "app", "databse"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ROLE_UNKNOWN at hosts.srv1.runs[2]: there is no such role
        found:   "databse"
        allowed: "balancer", "web", "app", "cache", "database", "monitor"
        mend:    Did you mean "database"?"
    `);
  });

  test("a role by another name", () => {
    expect(message(set("hosts.srv1.runs", ["nginx", "app", "mysql"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ROLE_UNKNOWN at hosts.srv1.runs[0]: there is no such role
        found:   "nginx"
        allowed: "balancer", "web", "app", "cache", "database", "monitor"
        mend:    Did you mean "web"?

      BZ_CONFIG_ROLE_UNKNOWN at hosts.srv1.runs[2]: there is no such role
        found:   "mysql"
        allowed: "balancer", "web", "app", "cache", "database", "monitor"
        mend:    Did you mean "database"?"
    `);
  });

  test("a role that resembles nothing", () => {
    expect(message(set("hosts.srv1.runs", ["teapot"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ROLE_UNKNOWN at hosts.srv1.runs[0]: there is no such role
        found:   "teapot"
        allowed: "balancer", "web", "app", "cache", "database", "monitor"
        mend:    Take one of the roles that are allowed."
    `);
  });

  test("a role twice", () => {
    expect(message(set("hosts.srv1.runs", ["web", "app", "database", "app"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_LISTED_TWICE at hosts.srv1.runs[3]: this is listed twice
        found:   "app", which is also runs[1]
        allowed: everything once
        mend:    Remove one of the two."
    `);
  });

  test("an engine that is another one", () => {
    expect(message(set("database.engine", "mysql"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_VALUE at database.engine: this value is not one of those that are known
        found:   "mysql"
        allowed: "mariadb"
        mend:    Did you mean "mariadb"?"
    `);
  });

  test("an app that no host runs", () => {
    expect(
      message((config) => {
        config.hosts.srv1.runs = ["web", "database"];
        config.hosts.srv2.runs = ["web"];
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TIER_EMPTY at app: a tier is described that nothing runs
        found:   a section \`app\`, and no host that runs "app"
        allowed: a section and a host that runs it, or neither
        mend:    Add "app" to \`runs\` of a host, or remove the section."
    `);
  });

  test("hosts that run an app that is not described", () => {
    expect(
      message((config) => {
        delete config.app;
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TIER_UNDECLARED at hosts.srv1.runs[1]: a host runs a tier that is not described
        found:   "app", and no section \`app\`
        allowed: a section and a host that runs it, or neither
        mend:    Add a section \`app\` to the config, or remove "app" from \`runs\`."
    `);
  });

  test("a database that no host runs", () => {
    expect(
      message((config) => {
        config.hosts.srv1.runs = ["web", "app"];
        config.hosts.srv2.runs = ["web", "app"];
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TIER_EMPTY at database: a tier is described that nothing runs
        found:   a section \`database\`, and no host that runs "database"
        allowed: a section and a host that runs it, or neither
        mend:    Add "database" to \`runs\` of a host, or remove the section.

      BZ_CONFIG_PRIMARY_WITHOUT_DATABASE at database.primary: the primary does not run a database
        found:   "srv1", which runs web, app
        allowed: a host that runs \`database\`
        mend:    Add "database" to hosts.srv1.runs, or name another host."
    `);
  });

  test("hosts that run a database that is not described", () => {
    expect(
      message((config) => {
        delete config.database;
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TIER_UNDECLARED at hosts.srv1.runs[2]: a host runs a tier that is not described
        found:   "database", and no section \`database\`
        allowed: a section and a host that runs it, or neither
        mend:    Add a section \`database\` to the config, or remove "database" from \`runs\`."
    `);
  });

  test("web servers without an app", () => {
    expect(
      message((config) => {
        delete config.app;
        config.hosts.srv1.runs = ["web", "database"];
        config.hosts.srv2.runs = ["web"];
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TIER_MISSING at hosts: a tier is missing that the others need
        found:   "web" on srv1, srv2, and "app" on no host
        allowed: "web" together with "app"
        mend:    Add "app" to \`runs\` of a host: what the web servers serve and proxy to is the app."
    `);
  });

  test("an app without web servers, and a balancer without them", () => {
    expect(
      message((config) => {
        config.hosts.srv1.runs = ["app", "database"];
        config.hosts.srv2.runs = ["app"];
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TIER_MISSING at hosts: a tier is missing that the others need
        found:   "balancer" on lb1, and "web" on no host
        allowed: "balancer" together with "web"
        mend:    Add "web" to \`runs\` of a host: the balancer would have nobody to pass requests to.

      BZ_CONFIG_TIER_MISSING at hosts: a tier is missing that the others need
        found:   "app" on srv1, srv2, and "web" on no host
        allowed: "app" together with "web"
        mend:    Add "web" to \`runs\` of a host: nobody would pass requests to the app."
    `);
  });

  test("web servers without a balancer", () => {
    expect(message(set("hosts.lb1.runs", []))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TIER_MISSING at hosts: a tier is missing that the others need
        found:   "web" on srv1, srv2, and "balancer" on no host
        allowed: "web" together with "balancer"
        mend:    Add "balancer" to \`runs\` of a host: nobody would pass requests to the web servers, and TLS ends at the balancer."
    `);
  });

  test("no monitor", () => {
    expect(
      message((config) => {
        delete config.hosts.mon1;
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TIER_MISSING at hosts: a tier is missing that the others need
        found:   "monitor" on no host
        allowed: "monitor" on a host
        mend:    Add "monitor" to \`runs\` of a host, best of one of its own: the monitoring client of every host delivers to it."
    `);
  });
});
