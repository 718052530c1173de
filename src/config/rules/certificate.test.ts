import { describe, expect, test } from "vitest";
import { CHAIN } from "../../../test/fixtures/chain.ts";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";

describe("a certificate that is brought", () => {
  test("is not described", () => {
    expect(
      message((config) => {
        config.tls.certificate = "provided";
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_MISSING at tls.provided: something that must be said is not
        found:   nothing
        allowed: an object with the keys chain, key, renewal
        mend:    Add "provided" to tls, with your certificate and the name of the secret that holds its key."
    `);
  });

  test("is described under a misspelt key", () => {
    expect(
      message((config) => {
        config.tls.provded = config.tls.provided;
        delete config.tls.provided;
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at tls.provded: there is no such key
        found:   the key "provded"
        allowed: certificate, acme, provided, terminateAt, lifetimeDays, upstream, redirectHttp, hstsSeconds, profile
        mend:    Did you mean "provided"?"
    `);
  });

  test("is described, and another one used", () => {
    expect(
      message((config) => {
        config.tls.certificate = "internal";
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_OUT_OF_PLACE at tls.provided: this key does not apply here
        found:   a certificate that is brought, with the certificate "internal"
        allowed: "provided" only with certificate: "provided"
        mend:    Remove it, or write certificate: "provided"."
    `);
  });

  test("with names that are none", () => {
    expect(
      message(set("tls.provided.names", ["www.*.com", "*.FOOBAR.com", "https://www.foobar.com", ""]), writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_CERTIFICATE_NAME at tls.provided.names[0]: no certificate is for such a name
        found:   "www.*.com"
        allowed: a DNS name, such as "www.example.com" or "*.example.com"
        mend:    Write the names as they stand in the certificate: openssl x509 -noout -ext subjectAltName

      BZ_CONFIG_CERTIFICATE_NAME at tls.provided.names[1]: no certificate is for such a name
        found:   "*.FOOBAR.com"
        allowed: a DNS name, such as "www.example.com" or "*.example.com"
        mend:    Write "*.foobar.com".

      BZ_CONFIG_CERTIFICATE_NAME at tls.provided.names[2]: no certificate is for such a name
        found:   "https://www.foobar.com"
        allowed: a DNS name, such as "www.example.com" or "*.example.com"
        mend:    Write "www.foobar.com".

      BZ_CONFIG_CERTIFICATE_NAME at tls.provided.names[3]: no certificate is for such a name
        found:   ""
        allowed: a DNS name, such as "www.example.com" or "*.example.com"
        mend:    Write the names as they stand in the certificate: openssl x509 -noout -ext subjectAltName"
    `);
  });

  test("with a name twice", () => {
    expect(message(set("tls.provided.names", ["www.foobar.com", "www.foobar.com"]), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_LISTED_TWICE at tls.provided.names[1]: this is listed twice
        found:   "www.foobar.com", which is also names[0]
        allowed: everything once
        mend:    Remove one of the two."
    `);
  });

  test("with a day that is none", () => {
    expect(message(set("tls.provided.expires", "2030-02-30"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_DATE at tls.provided.expires: this is not a day
        found:   "2030-02-30", a day that is in no calendar
        allowed: a date, YYYY-MM-DD
        mend:    Write the day as YYYY-MM-DD, such as 2030-01-31."
    `);
  });

  test("with a day in another order", () => {
    expect(message(set("tls.provided.expires", "30.01.2030"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_DATE at tls.provided.expires: this is not a day
        found:   "30.01.2030"
        allowed: a date, YYYY-MM-DD
        mend:    Write the day as YYYY-MM-DD, such as 2030-01-31."
    `);
  });

  test("with a day in another spelling", () => {
    expect(message(set("tls.provided.expires", "2030/1/5"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_DATE at tls.provided.expires: this is not a day
        found:   "2030/1/5"
        allowed: a date, YYYY-MM-DD
        mend:    Write "2030-01-05"."
    `);
  });

  test("with a Date", () => {
    expect(message(set("tls.provided.expires", new Date(0)), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_TYPE at tls.provided.expires: this is the wrong kind of value
        found:   a Date
        allowed: a date, YYYY-MM-DD
        mend:    Write what is allowed."
    `);
  });
});

describe("words of others", () => {
  test("for where a certificate comes from, and for what happens behind the balancer", () => {
    expect(
      message((config) => {
        config.tls = { certificate: "letsencrypt", terminateAt: "balancer", upstream: "mtls" };
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_VALUE at tls.certificate: this value is not one of those that are known
        found:   "letsencrypt"
        allowed: "internal", "acme", "provided", "none"
        mend:    Did you mean "acme"?

      BZ_CONFIG_VALUE at tls.upstream: this value is not one of those that are known
        found:   "mtls"
        allowed: "plain", "unverified", "verified"
        mend:    Did you mean "verified"?"
    `);
  });
});

describe("no certificate", () => {
  test("and a redirect to HTTPS", () => {
    expect(
      message((config) => {
        config.tls = { certificate: "none", terminateAt: "balancer", redirectHttp: true, hstsSeconds: 600 };
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_OUT_OF_PLACE at tls.redirectHttp: this key does not apply here
        found:   true, without a certificate
        allowed: only together with a certificate
        mend:    Remove it.

      BZ_CONFIG_KEY_OUT_OF_PLACE at tls.hstsSeconds: this key does not apply here
        found:   600, without a certificate
        allowed: only together with a certificate
        mend:    Remove it."
    `);
  });

  test("and neither", () => {
    expect(
      message((config) => {
        config.tls = { certificate: "none", terminateAt: "balancer", redirectHttp: false, hstsSeconds: 0 };
      }),
    ).toMatchInlineSnapshot(`"no problem"`);
  });
});

describe("a chain", () => {
  const brought = (provided: object) =>
    message((config) => {
      config.tls.provided = { renewal: "manual", ...provided };
    }, writtenFortress());

  test("comes with its key, and says itself what it is for", () => {
    expect(brought({})).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_MISSING at tls.provided.names: something that must be said is not
        found:   nothing
        allowed: the DNS names that it is for, or chain
        mend:    Add chain and key, or names and expires.

      BZ_CONFIG_KEY_MISSING at tls.provided.expires: something that must be said is not
        found:   nothing
        allowed: its last day, YYYY-MM-DD, or chain
        mend:    Add chain and key, or names and expires."
    `);
    expect(brought({ chain: CHAIN })).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_MISSING at tls.provided.key: something that must be said is not
        found:   nothing
        allowed: secret("NAME")
        mend:    Add key, and put the key into the vault: bartizan secrets set NAME."
    `);
    expect(brought({ key: { secret: "SITE_KEY" }, chain: CHAIN, expires: "2030-01-01" })).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_OUT_OF_PLACE at tls.provided.expires: this key does not apply here
        found:   expires, with a chain
        allowed: nothing: it follows from the chain
        mend:    Remove it."
    `);
    expect(brought({ key: { secret: "site key" }, chain: CHAIN })).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_NAME at tls.provided.key: this cannot be the name of a secret
        found:   another kind of name (not shown: it may be the secret)
        allowed: capital letters, digits and _, not beginning with a digit
        mend:    Write the name of an environment variable: secret("API_KEY"). The value does not belong into the file."
    `);
  });
});
