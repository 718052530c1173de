import { describe, expect, test } from "vitest";
import { message, set } from "../../test/fixtures/spoil.ts";

test("the whiteboard is right", () => {
  expect(message(() => undefined)).toBe("no problem");
});

describe("keys", () => {
  test("a misspelt key", () => {
    expect(message(set("hosts.srv1.adress", "10.77.0.11"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at hosts.srv1.adress: there is no such key
        found:   the key "adress"
        allowed: address, address6, publicAddress, publicAddress6, ssh, runs, zone, rack, capacityQps, costPerMonth, memory, reliability, firewall, closes, monitoring
        mend:    Did you mean "address"?"
    `);
  });

  test("a misspelt key in the place of one that must be there", () => {
    expect(
      message((config) => {
        config.hosts.srv1 = { adress: "10.77.0.11", rnus: ["web", "app", "database"] };
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at hosts.srv1.adress: there is no such key
        found:   the key "adress"
        allowed: address, address6, publicAddress, publicAddress6, ssh, runs, zone, rack, capacityQps, costPerMonth, memory, reliability, firewall, closes, monitoring
        mend:    Did you mean "address"?

      BZ_CONFIG_KEY_UNKNOWN at hosts.srv1.rnus: there is no such key
        found:   the key "rnus"
        allowed: address, address6, publicAddress, publicAddress6, ssh, runs, zone, rack, capacityQps, costPerMonth, memory, reliability, firewall, closes, monitoring
        mend:    Did you mean "runs"?"
    `);
  });

  test("a misspelt section", () => {
    expect(
      message((config) => {
        config.databse = config.database;
        delete config.database;
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at databse: there is no such key
        found:   the key "databse"
        allowed: name, domain, aliases, hosts, tls, balancer, app, database, cache, backups, updates, firewall, flows, monitoring, objectives, dependencies, reliability, costs, waivers
        mend:    Did you mean "database"?"
    `);
  });

  test("a key of another section", () => {
    expect(message(set("primary", "srv1"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at primary: there is no such key
        found:   the key "primary"
        allowed: name, domain, aliases, hosts, tls, balancer, app, database, cache, backups, updates, firewall, flows, monitoring, objectives, dependencies, reliability, costs, waivers
        mend:    Move it: "primary" belongs to \`database\`."
    `);
  });

  test("a key of the top in a section", () => {
    expect(message(set("database.firewall", { admin: ["10.0.0.0/8"] }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at database.firewall: there is no such key
        found:   the key "firewall"
        allowed: engine, topology, primary, writers, arbitrator, replicasReadOnly, replication, promotion, tls, name, memory
        mend:    Move it: "firewall" belongs to the top of the config."
    `);
  });

  test("a key that resembles nothing", () => {
    expect(message(set("zebra", 1))).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at zebra: there is no such key
        found:   the key "zebra"
        allowed: name, domain, aliases, hosts, tls, balancer, app, database, cache, backups, updates, firewall, flows, monitoring, objectives, dependencies, reliability, costs, waivers
        mend:    Remove it, or take one of the keys that are allowed."
    `);
  });

  test("a key that a terminal would obey", () => {
    expect(message(set("\u001b[2Jx", 1))).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at ["\\u001b[2Jx"]: there is no such key
        found:   the key "\\u001b[2Jx"
        allowed: name, domain, aliases, hosts, tls, balancer, app, database, cache, backups, updates, firewall, flows, monitoring, objectives, dependencies, reliability, costs, waivers
        mend:    Remove it, or take one of the keys that are allowed."
    `);
  });

  test("the key __proto__", () => {
    expect(message((config) => JSON.parse(JSON.stringify(config).replace('"lb1"', '"__proto__"')))).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at hosts.__proto__: there is no such key
        found:   the key "__proto__"
        allowed: hosts by name
        mend:    Remove it, or take one of the keys that are allowed."
    `);
  });

  test("a key that is missing", () => {
    expect(message((config) => delete config.app.command && undefined)).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_MISSING at app.command: something that must be said is not
        found:   nothing
        allowed: a command in one line
        mend:    Add "command" to app."
    `);
  });

  test("sections that are missing", () => {
    expect(message(() => ({}))).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_MISSING at name: something that must be said is not
        found:   nothing
        allowed: a small letter, then up to 30 small letters, digits and hyphens
        mend:    Add "name" to the config.

      BZ_CONFIG_KEY_MISSING at domain: something that must be said is not
        found:   nothing
        allowed: a DNS name in small letters, such as "www.example.com"
        mend:    Add "domain" to the config.

      BZ_CONFIG_KEY_MISSING at hosts: something that must be said is not
        found:   nothing
        allowed: hosts by name
        mend:    Add "hosts" to the config.

      BZ_CONFIG_KEY_MISSING at tls: something that must be said is not
        found:   nothing
        allowed: an object with the keys certificate, acme, provided, terminateAt, lifetimeDays, upstream, redirectHttp, hstsSeconds, profile
        mend:    Add "tls" to the config.

      BZ_CONFIG_KEY_MISSING at firewall: something that must be said is not
        found:   nothing
        allowed: an object with the keys admin
        mend:    Add "firewall" to the config."
    `);
  });
});

describe("types", () => {
  test("a number for an address", () => {
    expect(message(set("hosts.srv1.address", 10))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at hosts.srv1.address: this is the wrong kind of value
        found:   10
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Put it in quotation marks: "10"."
    `);
  });

  test("a text for a list", () => {
    expect(message(set("hosts.mon1.runs", "monitor"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at hosts.mon1.runs: this is the wrong kind of value
        found:   "monitor"
        allowed: a list of roles: "balancer", "web", "app", "cache", "database", "monitor"
        mend:    Put it in brackets: ["monitor"]."
    `);
  });

  test("a text for a number", () => {
    expect(message(set("tls.lifetimeDays", "90"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at tls.lifetimeDays: this is the wrong kind of value
        found:   "90"
        allowed: a whole number from 2 to 397
        mend:    Leave the quotation marks out: 90."
    `);
  });

  test("a text for a section", () => {
    expect(message(set("database", "mariadb"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at database: this is the wrong kind of value
        found:   a text
        allowed: an object with the keys engine, topology, primary, writers, arbitrator, replicasReadOnly, replication, promotion, tls, name, memory
        mend:    Write what is allowed."
    `);
  });

  test("a list for a section", () => {
    expect(message(set("monitoring", [5]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at monitoring: this is the wrong kind of value
        found:   a list of 1
        allowed: an object with the keys intervalSeconds, retentionDays, memory, receivers, mail, watchdog, withoutAlerts, sendTo
        mend:    Write what is allowed."
    `);
  });

  test("a hole in a list", () => {
    expect(message(set("hosts.mon1.runs", Object.assign(new Array(2), { 1: "monitor" })))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at hosts.mon1.runs[0]: this is the wrong kind of value
        found:   nothing
        allowed: "balancer", "web", "app", "cache", "database", "monitor"
        mend:    Write what is allowed."
    `);
  });

  test("a function", () => {
    expect(message(set("app.source", () => "./app"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at app.source: this is the wrong kind of value
        found:   a function
        allowed: a folder, relative to the config file
        mend:    Write what is allowed."
    `);
  });

  test("a Date", () => {
    expect(message(set("monitoring", { retentionDays: new Date(0) }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at monitoring.retentionDays: this is the wrong kind of value
        found:   a Date
        allowed: a whole number from 1 to 3650
        mend:    Write what is allowed."
    `);
  });

  test("a class", () => {
    expect(message(set("app", new (class Thing {})()))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at app: this is the wrong kind of value
        found:   an object of a class
        allowed: an object with the keys source, build, output, packages, command, health, startSeconds, static, listen, env, limits
        mend:    Write what is allowed."
    `);
  });

  test("a reference back", () => {
    expect(
      message((config) => {
        config.app.env.SELF = config;
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at app.env.SELF: this is the wrong kind of value
        found:   a reference back to what it is part of
        allowed: a text, a number, true, false or secret("NAME")
        mend:    Write what is allowed."
    `);
  });

  test("a getter that throws", () => {
    expect(
      message((config) => {
        Object.defineProperty(config, "domain", {
          enumerable: true,
          get: () => {
            throw new Error("no");
          },
        });
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at domain: this is the wrong kind of value
        found:   a value that throws when it is read
        allowed: a DNS name in small letters, such as "www.example.com"
        mend:    Write what is allowed."
    `);
  });

  test("not an object at all", () => {
    expect(message(() => 5)).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at the config: this is the wrong kind of value
        found:   5
        allowed: an object with the keys name, domain, aliases, hosts, tls, balancer, app, database, cache, backups, updates, firewall, flows, monitoring, objectives, dependencies, reliability, costs, waivers
        mend:    Write what is allowed."
    `);
  });

  test("a Promise", () => {
    expect(message(() => Promise.resolve({}))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at the config: this is the wrong kind of value
        found:   a Promise (put \`await\` before it)
        allowed: an object with the keys name, domain, aliases, hosts, tls, balancer, app, database, cache, backups, updates, firewall, flows, monitoring, objectives, dependencies, reliability, costs, waivers
        mend:    Write what is allowed."
    `);
  });

  test("null", () => {
    expect(message(() => null)).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at the config: this is the wrong kind of value
        found:   null
        allowed: an object with the keys name, domain, aliases, hosts, tls, balancer, app, database, cache, backups, updates, firewall, flows, monitoring, objectives, dependencies, reliability, costs, waivers
        mend:    Write what is allowed."
    `);
  });

  test("an object in the environment", () => {
    expect(message(set("app.env", { LIMITS: { cpu: 1 } }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at app.env.LIMITS: this is the wrong kind of value
        found:   an object
        allowed: a text, a number, true, false or secret("NAME")
        mend:    Write what is allowed."
    `);
  });
});

describe("numbers", () => {
  test("too large", () => {
    expect(message(set("tls.lifetimeDays", 398))).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at tls.lifetimeDays: the number is out of range
        found:   398
        allowed: a whole number from 2 to 397
        mend:    Take a number within the range."
    `);
  });

  test("too small", () => {
    expect(message(set("tls.lifetimeDays", 1))).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at tls.lifetimeDays: the number is out of range
        found:   1
        allowed: a whole number from 2 to 397
        mend:    Take a number within the range."
    `);
  });

  test("a fraction", () => {
    expect(message(set("monitoring", { intervalSeconds: 0.5 }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at monitoring.intervalSeconds: the number is out of range
        found:   0.5
        allowed: a whole number from 1 to 60
        mend:    Take a number within the range."
    `);
  });

  test("not a number", () => {
    expect(message(set("monitoring", { retentionDays: Number.NaN }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at monitoring.retentionDays: this is the wrong kind of value
        found:   NaN
        allowed: a whole number from 1 to 3650
        mend:    Write what is allowed."
    `);
  });

  test("beyond all bounds", () => {
    expect(message(set("monitoring", { retentionDays: 1e300 }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at monitoring.retentionDays: the number is out of range
        found:   1e+300
        allowed: a whole number from 1 to 3650
        mend:    Take a number within the range."
    `);
  });

  test("a port without privileges", () => {
    expect(message(set("app.listen", 80))).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at app.listen: the number is out of range
        found:   80
        allowed: a port from 1024 to 65535, or "socket"
        mend:    Take a number within the range."
    `);
  });
});
