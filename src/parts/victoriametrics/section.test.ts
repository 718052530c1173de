import { describe, expect, test } from "vitest";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";

describe("receivers", () => {
  test("that cannot be reached", () => {
    expect(
      message(
        set("monitoring.receivers", [
          { kind: "email", to: "ops" },
          { kind: "email", to: "mailto:ops@foobar.com" },
          { kind: "webhook", to: "http://alerts.example/in" },
          { kind: "slack", to: "#ops" },
        ]),
        writtenFortress(),
      ),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_MAIL_ADDRESS at monitoring.receivers[0].to: this is not a mail address
        found:   a text without @ (not shown: it may be a secret)
        allowed: a mail address or secret("NAME")
        mend:    Write the address alone, such as ops@example.com.

      BZ_CONFIG_MAIL_ADDRESS at monitoring.receivers[1].to: this is not a mail address
        found:   "mailto:ops@foobar.com"
        allowed: a mail address or secret("NAME")
        mend:    Write "ops@foobar.com".

      BZ_CONFIG_URL at monitoring.receivers[2].to: this URL cannot be called
        found:   a URL that is not encrypted (not shown)
        allowed: an https URL or secret("NAME")
        mend:    Write https:// for http://.

      BZ_CONFIG_URL at monitoring.receivers[3].to: this URL cannot be called
        found:   a text that is no https URL (not shown: it may be a secret)
        allowed: an https URL or secret("NAME")
        mend:    Write the whole URL, beginning with https://."
    `);
  });

  test("with a key in the file", () => {
    expect(
      message(
        set("monitoring.receivers", [
          { kind: "pagerduty", to: "0123456789" },
          { kind: "opsgenie", to: "x" },
        ]),
        writtenFortress(),
      ),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_LITERAL at monitoring.receivers[0].to: a secret stands in the file
        found:   a key of pagerduty (not shown)
        allowed: secret("NAME")
        mend:    Write secret("PAGERDUTY_KEY"), take the key out of the file, and replace it if the file was ever shared.

      BZ_CONFIG_SECRET_LITERAL at monitoring.receivers[1].to: a secret stands in the file
        found:   a key of opsgenie (not shown)
        allowed: secret("NAME")
        mend:    Write secret("OPSGENIE_KEY"), take the key out of the file, and replace it if the file was ever shared."
    `);
  });

  test("with a token in the URL", () => {
    expect(
      message(
        set("monitoring.receivers", [
          { kind: "slack", to: "https://hooks.slack.com/services/T0000/B0000/abcdefghijkl" },
          { kind: "webhook", to: "https://alerts.example/in?token=abcdefghijklmnop" },
        ]),
        writtenFortress(),
      ),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_LITERAL at monitoring.receivers[0].to: a secret stands in the file
        found:   a webhook's address (not shown)
        allowed: secret("NAME")
        mend:    Write secret("NAME") here, take the value out of the file, and replace it if the file was ever shared.

      BZ_CONFIG_SECRET_LITERAL at monitoring.receivers[1].to: a secret stands in the file
        found:   a URL with a token (not shown)
        allowed: secret("NAME")
        mend:    Write secret("NAME") here, take the value out of the file, and replace it if the file was ever shared."
    `);
  });

  test("with a name of a secret that is none", () => {
    expect(
      message(set("monitoring.receivers", [{ kind: "slack", to: { secret: "slack url" } }]), writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_NAME at monitoring.receivers[0].to: this cannot be the name of a secret
        found:   another kind of name (not shown: it may be the secret)
        allowed: capital letters, digits and _, not beginning with a digit
        mend:    Write the name of an environment variable: secret("API_KEY"). The value does not belong into the file."
    `);
  });

  test("of a kind that is unknown", () => {
    expect(message(set("monitoring.receivers.0.kind", "mail"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_VALUE at monitoring.receivers[0].kind: this value is not one of those that are known
        found:   "mail"
        allowed: "email", "webhook", "slack", "pagerduty", "opsgenie"
        mend:    Did you mean "email"?"
    `);
  });

  test("anywhere that is allowed", () => {
    expect(
      message(
        set("monitoring.receivers", [
          { kind: "email", to: "o'hara+ops@mail.foobar.com" },
          { kind: "webhook", to: "https://alerts.example/in" },
          { kind: "slack", to: { secret: "SLACK" } },
        ]),
        writtenFortress(),
      ),
    ).toMatchInlineSnapshot(`"no problem"`);
  });
});

describe("a watchdog", () => {
  test("that is no URL", () => {
    expect(message(set("monitoring.watchdog", "watch.example"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_URL at monitoring.watchdog: this URL cannot be called
        found:   a text that is no https URL (not shown: it may be a secret)
        allowed: an https URL or secret("NAME")
        mend:    Write the whole URL, beginning with https://."
    `);
  });

  test("that is not encrypted", () => {
    expect(message(set("monitoring.watchdog", "http://watch.example/1"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_URL at monitoring.watchdog: this URL cannot be called
        found:   a URL that is not encrypted (not shown)
        allowed: an https URL or secret("NAME")
        mend:    Write https:// for http://."
    `);
  });

  test("with a password", () => {
    expect(message(set("monitoring.watchdog", "https://me:hunter22@watch.example/"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_LITERAL at monitoring.watchdog: a secret stands in the file
        found:   a URL with a password (not shown)
        allowed: secret("NAME")
        mend:    Write secret("NAME") here, take the value out of the file, and replace it if the file was ever shared."
    `);
  });

  test("with a secret's name that is none", () => {
    expect(message(set("monitoring.watchdog", { secret: "a b" }), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_NAME at monitoring.watchdog: this cannot be the name of a secret
        found:   another kind of name (not shown: it may be the secret)
        allowed: capital letters, digits and _, not beginning with a digit
        mend:    Write the name of an environment variable: secret("API_KEY"). The value does not belong into the file."
    `);
  });
});

describe("alerts that are not raised", () => {
  test("with a name that is none, and one twice", () => {
    expect(message(set("monitoring.withoutAlerts", ["Load high", "LoadHigh", "LoadHigh"]), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_ALERT_NAME at monitoring.withoutAlerts[0]: this cannot be the name of an alert
        found:   "Load high"
        allowed: the name of an alert, such as HostDiskFull
        mend:    Take the name that an alert shows, such as HostDiskFull.

      BZ_CONFIG_LISTED_TWICE at monitoring.withoutAlerts[2]: this is listed twice
        found:   "LoadHigh", which is also withoutAlerts[1]
        allowed: everything once
        mend:    Remove one of the two."
    `);
  });
});
