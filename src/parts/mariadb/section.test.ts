import { describe, expect, test } from "vitest";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";

describe("database", () => {
  test("a primary that is no host", () => {
    expect(message(set("database.primary", "srv11"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_PRIMARY_UNKNOWN at database.primary: the primary is not one of the hosts
        found:   "srv11"
        allowed: srv1, srv2
        mend:    Did you mean "srv1"?"
    `);
  });

  test("a primary that resembles no host", () => {
    expect(message(set("database.primary", "toString"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_PRIMARY_UNKNOWN at database.primary: the primary is not one of the hosts
        found:   "toString"
        allowed: srv1, srv2
        mend:    Name a host that runs \`database\`."
    `);
  });

  test("a primary that does not run a database", () => {
    expect(message(set("database.primary", "lb1"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_PRIMARY_WITHOUT_DATABASE at database.primary: the primary does not run a database
        found:   "lb1", which runs balancer
        allowed: srv1, srv2
        mend:    Add "database" to hosts.lb1.runs, or name another host."
    `);
  });

  test("a name that is none", () => {
    expect(message(set("database.name", "foo-bar"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_DATABASE_NAME at database.name: this cannot be the name of the app's schema and user
        found:   "foo-bar"
        allowed: a small letter, then up to 31 small letters, digits and _
        mend:    Take another name."
    `);
  });

  test("a name that belongs to the server", () => {
    expect(message(set("database.name", "mysql"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_DATABASE_NAME at database.name: this cannot be the name of the app's schema and user
        found:   "mysql", which belongs to the database server
        allowed: a name of its own
        mend:    Take another name."
    `);
  });

  test("a name made from the infrastructure's that belongs to the server", () => {
    expect(message(set("name", "information-schema"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_DATABASE_NAME at database: this cannot be the name of the app's schema and user
        found:   "information_schema", made from \`name\`, which belongs to the database server
        allowed: a name of its own
        mend:    Write another \`name\` into the section \`database\`."
    `);
  });
});

describe("topologies", () => {
  test("no primary, with a primary and replicas", () => {
    expect(
      message((config) => {
        delete config.database.primary;
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_MISSING at database.primary: something that must be said is not
        found:   nothing
        allowed: srv1, srv2
        mend:    Add "primary" to database: the host that takes the writes."
    `);
  });

  test("a misspelt primary is one mistake", () => {
    expect(
      message((config) => {
        config.database.primry = config.database.primary;
        delete config.database.primary;
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at database.primry: there is no such key
        found:   the key "primry"
        allowed: engine, topology, primary, writers, arbitrator, replicasReadOnly, replication, promotion, tls, name, memory
        mend:    Did you mean "primary"?"
    `);
  });

  test("keys of Galera's, with a primary and replicas", () => {
    expect(
      message((config) => {
        config.database.writers = "all";
        config.database.arbitrator = "mon1";
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_OUT_OF_PLACE at database.writers: this key does not apply here
        found:   "writers", with the topology "primary-replica"
        allowed: "writers" only with the topology "galera"
        mend:    Remove it, or write topology: "galera".

      BZ_CONFIG_KEY_OUT_OF_PLACE at database.arbitrator: this key does not apply here
        found:   "arbitrator", with the topology "primary-replica"
        allowed: "arbitrator" only with the topology "galera"
        mend:    Remove it, or write topology: "galera"."
    `);
  });

  test("keys of replicas', with Galera", () => {
    expect(
      message((config) => {
        config.database.replicasReadOnly = true;
        config.database.replication = "semi-sync";
        config.database.promotion = "manual";
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_OUT_OF_PLACE at database.replicasReadOnly: this key does not apply here
        found:   "replicasReadOnly", with the topology "galera"
        allowed: "replicasReadOnly" only with the topology "primary-replica"
        mend:    Remove it, or write topology: "primary-replica".

      BZ_CONFIG_KEY_OUT_OF_PLACE at database.replication: this key does not apply here
        found:   "replication", with the topology "galera"
        allowed: "replication" only with the topology "primary-replica"
        mend:    Remove it, or write topology: "primary-replica".

      BZ_CONFIG_KEY_OUT_OF_PLACE at database.promotion: this key does not apply here
        found:   "promotion", with the topology "galera"
        allowed: "promotion" only with the topology "primary-replica"
        mend:    Remove it, or write topology: "primary-replica"."
    `);
  });

  test("a topology by another name", () => {
    expect(message(set("database.topology", "cluster"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_VALUE at database.topology: this value is not one of those that are known
        found:   "cluster"
        allowed: "primary-replica", "galera"
        mend:    Did you mean "galera"?"
    `);
  });

  test("an arbitrator that is no host", () => {
    expect(message(set("database.arbitrator", "mon2"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_UNKNOWN at database.arbitrator: no host has this name
        found:   "mon2"
        allowed: lb1, lb2, web1, web2 and 9 more
        mend:    Did you mean "mon1"?"
    `);
  });

  test("an arbitrator with data", () => {
    expect(message(set("database.arbitrator", "db2"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_ROLE at database.arbitrator: the host does not run what it should here
        found:   "db2", which runs database
        allowed: a host that does not run \`database\`
        mend:    Name a host without a node, or leave the arbitrator out: a node votes already."
    `);
  });

  test("one node of Galera is allowed: the check judges it", () => {
    expect(
      message((config) => {
        delete config.hosts.db2;
        delete config.hosts.db3;
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`"no problem"`);
  });
});
