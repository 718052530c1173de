import { describe, expect, test } from "vitest";
import { message, set } from "../../../test/fixtures/spoil.ts";

describe("environment and secrets", () => {
  test("names that are none", () => {
    expect(message(set("app.env", { log_level: "info", "1ST": "x", "A B": "y" }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ENV_NAME at app.env.log_level: this cannot be the name of a variable
        found:   "log_level"
        allowed: capital letters, digits and _, not beginning with a digit
        mend:    Write LOG_LEVEL.

      BZ_CONFIG_ENV_NAME at app.env["1ST"]: this cannot be the name of a variable
        found:   "1ST"
        allowed: capital letters, digits and _, not beginning with a digit
        mend:    Write capital letters, digits and _, not beginning with a digit.

      BZ_CONFIG_ENV_NAME at app.env["A B"]: this cannot be the name of a variable
        found:   "A B"
        allowed: capital letters, digits and _, not beginning with a digit
        mend:    Write A_B."
    `);
  });

  test("names that Bartizan sets", () => {
    expect(message(set("app.env", { PORT: 3000, DATABASE_URL: "x" }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ENV_RESERVED at app.env.PORT: Bartizan sets this variable itself
        found:   "PORT": the port to listen on, when \`app.listen\` is a port
        allowed: any name but PORT, HOST, SERVER_NAME, DATABASE_URL, DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USER, DATABASE_PASSWORD, DATABASE_CA, CACHE_URL, CACHE_HOST, CACHE_PORT, CACHE_PASSWORD, CACHE_CA, LISTEN_FDS, LISTEN_FDNAMES, LISTEN_PID
        mend:    Remove it, or give yours another name.

      BZ_CONFIG_ENV_RESERVED at app.env.DATABASE_URL: Bartizan sets this variable itself
        found:   "DATABASE_URL": all of the following in one \`mysql://\` URL
        allowed: any name but PORT, HOST, SERVER_NAME, DATABASE_URL, DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_USER, DATABASE_PASSWORD, DATABASE_CA, CACHE_URL, CACHE_HOST, CACHE_PORT, CACHE_PASSWORD, CACHE_CA, LISTEN_FDS, LISTEN_FDNAMES, LISTEN_PID
        mend:    Remove it, or give yours another name."
    `);
  });

  test("a value with control characters", () => {
    expect(message(set("app.env", { MOTD: "a\u0000b" }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ENV_VALUE at app.env.MOTD: this cannot be the value of a variable
        found:   a text with control characters
        allowed: a text, a number, true, false or secret("NAME")
        mend:    Take the control characters out."
    `);
  });

  test("a literal secret by its name", () => {
    expect(message(set("app.env", { SMTP_PASSWORD: "hunter2", STRIPE_API_KEY: "hunter2" }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_LITERAL at app.env.SMTP_PASSWORD: a secret stands in the file
        found:   a value under a name that says it is a secret (not shown)
        allowed: secret("NAME") in app.env
        mend:    Write secret("SMTP_PASSWORD"), take the value out of the file, and replace it if the file was ever shared.

      BZ_CONFIG_SECRET_LITERAL at app.env.STRIPE_API_KEY: a secret stands in the file
        found:   a value under a name that says it is a secret (not shown)
        allowed: secret("NAME") in app.env
        mend:    Write secret("STRIPE_API_KEY"), take the value out of the file, and replace it if the file was ever shared."
    `);
  });

  test("a literal secret by its name, which is none", () => {
    expect(message(set("app.env", { "smtp-password": "hunter2" }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ENV_NAME at app.env.smtp-password: this cannot be the name of a variable
        found:   "smtp-password"
        allowed: capital letters, digits and _, not beginning with a digit
        mend:    Write SMTP_PASSWORD.

      BZ_CONFIG_SECRET_LITERAL at app.env.smtp-password: a secret stands in the file
        found:   a value under a name that says it is a secret (not shown)
        allowed: secret("NAME") in app.env
        mend:    Take it out, refer to it with secret("NAME") in app.env, and replace it if the file was ever shared."
    `);
  });

  test("a literal secret by its looks", () => {
    expect(message(set("app.env", { CACHE: "redis://:hunter2@cache:6379" }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_LITERAL at app.env.CACHE: a secret stands in the file
        found:   a URL with a password (not shown)
        allowed: secret("NAME") in app.env
        mend:    Take it out, refer to it with secret("NAME") in app.env, and replace it if the file was ever shared."
    `);
  });

  test("a literal secret in a command", () => {
    expect(message(set("app.command", "node server.js --db mysql://app:hunter2@db/app"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_LITERAL at app.command: a secret stands in the file
        found:   a URL with a password (not shown)
        allowed: secret("NAME") in app.env
        mend:    Take it out, refer to it with secret("NAME") in app.env, and replace it if the file was ever shared."
    `);
  });

  test("a literal secret where it is wrong anyway", () => {
    expect(message(set("hosts.srv1.ssh", "ssh://root:hunter2@10.77.0.11"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_LITERAL at hosts.srv1.ssh: a secret stands in the file
        found:   a URL with a password (not shown)
        allowed: secret("NAME") in app.env
        mend:    Take it out, refer to it with secret("NAME") in app.env, and replace it if the file was ever shared."
    `);
  });

  test("a literal secret as a key", () => {
    expect(message(set("app.env", { "mysql://app:hunter2@db/app": "x" }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ENV_NAME at app.env["[not shown]"]: this cannot be the name of a variable
        found:   "[not shown]"
        allowed: capital letters, digits and _, not beginning with a digit
        mend:    Write capital letters, digits and _, not beginning with a digit.

      BZ_CONFIG_SECRET_LITERAL at app.env["[not shown]"]: a secret stands in the file
        found:   a URL with a password as a key (not shown)
        allowed: secret("NAME") in app.env
        mend:    Take it out, refer to it with secret("NAME") in app.env, and replace it if the file was ever shared."
    `);
  });

  test("a literal secret under a key that nobody knows", () => {
    expect(message(set("database.password", "hunter2"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at database.password: there is no such key
        found:   the key "password"
        allowed: engine, topology, primary, writers, arbitrator, replicasReadOnly, replication, promotion, tls, name, memory
        mend:    Remove it, or take one of the keys that are allowed."
    `);
  });

  test("a literal secret as the name of a secret", () => {
    expect(message(set("app.env", { SMTP: { secret: "hunter2" } }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_NAME at app.env.SMTP: this cannot be the name of a secret
        found:   another kind of name (not shown: it may be the secret)
        allowed: capital letters, digits and _, not beginning with a digit
        mend:    Write the name of an environment variable: secret("API_KEY"). The value does not belong into the file."
    `);
  });

  test("a literal secret of the wrong type", () => {
    expect(message(set("app.env", { SMTP_PASSWORD: ["hunter2"] }))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at app.env.SMTP_PASSWORD: this is the wrong kind of value
        found:   a list of 1
        allowed: a text, a number, true, false or secret("NAME")
        mend:    Write what is allowed."
    `);
  });

  test("a literal secret where a host belongs", () => {
    expect(message(set("hosts.SMTP_PASSWORD", "hunter2"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at hosts.SMTP_PASSWORD: this is the wrong kind of value
        found:   a text
        allowed: an object with the keys address, address6, publicAddress, publicAddress6, ssh, runs, zone, rack, capacityQps, costPerMonth, memory, reliability, firewall, closes, monitoring
        mend:    Write what is allowed."
    `);
  });
});
