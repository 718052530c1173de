import { describe, expect, test } from "vitest";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";

describe("flows", () => {
  test("between hosts that are none", () => {
    expect(
      message((config) => {
        config.flows[0].from = "app3";
        config.flows[0].to = "anyone";
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_UNKNOWN at flows[0].from: no host has this name
        found:   "app3"
        allowed: "anyone", "admin", lb1, lb2, web1, web2 and 9 more
        mend:    Did you mean "app1"?

      BZ_CONFIG_HOST_UNKNOWN at flows[0].to: no host has this name
        found:   "anyone"
        allowed: lb1, lb2, web1, web2 and 9 more
        mend:    Take one of the names in the file."
    `);
  });

  test("from a host to itself", () => {
    expect(message(set("flows.0.from", "cache1"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_FLOW_SELF at flows[0]: a flow ends where it begins
        found:   from cache1 to cache1
        allowed: a flow between two hosts
        mend:    Remove it: what a host says to itself passes no firewall."
    `);
  });

  test("with a service that cannot be in an id", () => {
    expect(message(set("flows.0.service", "Redis Cache!"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_SERVICE at flows[0].service: this cannot be the name of a service
        found:   "Redis Cache!"
        allowed: a small letter, then up to 31 small letters, digits and hyphens, no hyphen at the end
        mend:    Write "redis-cache"."
    `);
  });

  test("with a service of Bartizan's own", () => {
    expect(message(set("flows.0.service", "ssh"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_SERVICE_RESERVED at flows[0].service: a flow of Bartizan's own has this name
        found:   "ssh"
        allowed: any name but backup, ssh, ssh-PORT, database, galera, galera-incremental, galera-full, galera-health, cache-data, cache-vote, cache-watch, app, app-also, web, web-also, http, https, vrrp, metrics
        mend:    Take another name for your service."
    `);
    for (const service of ["backup", "ssh-2222"]) {
      expect(message(set("flows.0.service", service), writtenFortress())).toContain("BZ_CONFIG_SERVICE_RESERVED");
    }
  });

  test("that are one", () => {
    expect(
      message((config) => {
        config.flows.push({ ...config.flows[0], port: 6380 }, { ...config.flows[0], service: "cache" });
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_FLOW_TWICE at flows[2]: two flows are one
        found:   "redis" from app1 to cache1, as in flows[0]
        allowed: one flow for each service and for each port between two ends
        mend:    Remove one of the two, or give the second service a name of its own.

      BZ_CONFIG_FLOW_TWICE at flows[3]: two flows are one
        found:   "cache" from app1 to cache1, as in flows[0]
        allowed: one flow for each service and for each port between two ends
        mend:    Remove one of the two, or give the second service a name of its own."
    `);
  });

  test("on a port of Bartizan's own", () => {
    expect(
      message((config) => {
        config.flows.push(
          { ...config.flows[0], service: "loki", to: "mon1", port: 8443 },
          { ...config.flows[0], service: "x", to: "db1", port: 4567 },
        );
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_PORT_TAKEN at flows[2].port: the port is needed by another part on the same host
        found:   8443, which is the port of the ingest on mon1
        allowed: a free port
        mend:    Let your service listen on another port.

      BZ_CONFIG_PORT_TAKEN at flows[3].port: the port is needed by another part on the same host
        found:   4567, which is the port of the galera on db1
        allowed: a free port
        mend:    Let your service listen on another port."
    `);
  });

  test("on the port of the app", () => {
    expect(
      message(set("flows.0", { ...writtenFortress().flows[0], from: "mon1", to: "app1", port: 3000 }), writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_PORT_TAKEN at flows[0].port: the port is needed by another part on the same host
        found:   3000, which is the port of the app on app1
        allowed: a free port
        mend:    Let your service listen on another port."
    `);
  });

  test("on a port that is Bartizan's on other hosts only", () => {
    expect(message(set("flows.0.port", 3306), writtenFortress())).toMatchInlineSnapshot(`"no problem"`);
  });

  test("with a port that is none", () => {
    expect(message(set("flows.0.port", 0), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at flows[0].port: the number is out of range
        found:   0
        allowed: a whole number from 1 to 65535
        mend:    Take a number within the range."
    `);
  });

  test("without a purpose", () => {
    expect(message(set("flows.0.purpose", "  "), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_SENTENCE at flows[0].purpose: this is not a sentence in one line
        found:   a text of blanks
        allowed: a sentence in one line
        mend:    Write a line of up to 500 characters."
    `);
  });

  test("with a purpose of two lines", () => {
    expect(message(set("flows.0.purpose", "one\ntwo"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_SENTENCE at flows[0].purpose: this is not a sentence in one line
        found:   a text of several lines
        allowed: a sentence in one line
        mend:    Write a line of up to 500 characters."
    `);
  });

  test("with an encryption that is none", () => {
    expect(message(set("flows.0.encryption", "mtls"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_VALUE at flows[0].encryption: this value is not one of those that are known
        found:   "mtls"
        allowed: "none", "tls", "mutual-tls", "ssh"
        mend:    Did you mean "tls"?"
    `);
  });
});
