import { describe, expect, test } from "vitest";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";

describe("dependencies, objectives, mean times and costs", () => {
  test("a dependency's name", () => {
    expect(message(set("dependencies", { "Payment API": { neededBy: "site" } }), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_DEPENDENCY_NAME at dependencies["Payment API"]: this cannot be the name of a dependency
        found:   "Payment API"
        allowed: a small letter, then up to 31 small letters, digits and hyphens, no hyphen at the end
        mend:    Write "payment-api"."
    `);
  });

  test("a tier that is none", () => {
    expect(message(set("dependencies.dns.neededBy", "frontend"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_VALUE at dependencies.dns.neededBy: this value is not one of those that are known
        found:   "frontend"
        allowed: "site", "balancer", "web", "app", "cache", "database", "monitor"
        mend:    Did you mean "web"?"
    `);
  });

  test("an availability in per cent", () => {
    expect(message(set("objectives.availability", 99.9), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at objectives.availability: the number is out of range
        found:   99.9
        allowed: a number between 0 and 1, such as 0.999
        mend:    Write 0.999 for 99.9 %."
    `);
  });

  test("numbers that are too small", () => {
    expect(
      message(set("objectives", { availability: 0, peakQps: 0, recoveryPointSeconds: -1, recoveryTimeSeconds: -1 }), writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at objectives.availability: the number is out of range
        found:   0
        allowed: a number between 0 and 1, such as 0.999
        mend:    Take a number within the range.

      BZ_CONFIG_NUMBER at objectives.peakQps: the number is out of range
        found:   0
        allowed: requests a second, a number greater than 0
        mend:    Take a number within the range.

      BZ_CONFIG_NUMBER at objectives.recoveryPointSeconds: the number is out of range
        found:   -1
        allowed: seconds, 0 or more
        mend:    Take a number within the range.

      BZ_CONFIG_NUMBER at objectives.recoveryTimeSeconds: the number is out of range
        found:   -1
        allowed: seconds, 0 or more
        mend:    Take a number within the range."
    `);
  });

  test("hours", () => {
    expect(message(set("reliability.host", { mtbfHours: 0, mttrHours: -1 }), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at reliability.host.mtbfHours: the number is out of range
        found:   0
        allowed: hours, a number greater than 0
        mend:    Take a number within the range.

      BZ_CONFIG_NUMBER at reliability.host.mttrHours: the number is out of range
        found:   -1
        allowed: hours, a number greater than 0
        mend:    Take a number within the range."
    `);
  });

  test("something that does not fail", () => {
    expect(message(set("reliability.hosts", { mtbfHours: 1 }), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_UNKNOWN at reliability.hosts: there is no such key
        found:   the key "hosts"
        allowed: zone, rack, host, balancer, web, app, cache, database, monitor, dependency
        mend:    Did you mean "host"?"
    `);
  });

  test("a capacity", () => {
    expect(message(set("hosts.lb1.capacityQps", 0), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at hosts.lb1.capacityQps: the number is out of range
        found:   0
        allowed: requests a second, a number greater than 0
        mend:    Take a number within the range."
    `);
  });

  test("a currency by its sign", () => {
    expect(message(set("costs.currency", "€"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_CURRENCY at costs.currency: this is not a currency
        found:   "€"
        allowed: three capital letters (ISO 4217), such as "EUR"
        mend:    Write "EUR"."
    `);
  });

  test("a currency in small letters, and a price below nothing", () => {
    expect(message(set("costs", { currency: "eur", hostPerMonth: -1 }), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_CURRENCY at costs.currency: this is not a currency
        found:   "eur"
        allowed: three capital letters (ISO 4217), such as "EUR"
        mend:    Write "EUR".

      BZ_CONFIG_NUMBER at costs.hostPerMonth: the number is out of range
        found:   -1
        allowed: a number, 0 or more
        mend:    Take a number within the range."
    `);
  });
});

describe("waivers", () => {
  test("of a rule alone", () => {
    expect(message(set("waivers.0.finding", "plaintext-hop"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_FINDING at waivers[0].finding: this is not the identity of a finding
        found:   "plaintext-hop", a rule without what it was found at
        allowed: the identity of a finding, such as \`plaintext-hop@lb1->srv1\`
        mend:    Copy it from the output of \`bartizan check\`: the rule, @, and what it was found at."
    `);
  });

  test("of nothing", () => {
    expect(message(set("waivers.0.finding", "Plaintext hop @ lb1"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_FINDING at waivers[0].finding: this is not the identity of a finding
        found:   "Plaintext hop @ lb1"
        allowed: the identity of a finding, such as \`plaintext-hop@lb1->srv1\`
        mend:    Copy it from the output of \`bartizan check\`: the rule, @, and what it was found at."
    `);
  });

  test("by nobody, for no reason, for ever", () => {
    expect(
      message(set("waivers.0", { finding: "lb-spof@lb1", reason: "", owner: " ", until: "never" }), writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_SENTENCE at waivers[0].reason: this is not a sentence in one line
        found:   an empty text
        allowed: a sentence in one line
        mend:    Write a line of up to 500 characters.

      BZ_CONFIG_SENTENCE at waivers[0].owner: this is not a sentence in one line
        found:   a text of blanks
        allowed: who answers for it, in one line
        mend:    Write a line of up to 500 characters.

      BZ_CONFIG_DATE at waivers[0].until: this is not a day
        found:   "never"
        allowed: a date, YYYY-MM-DD
        mend:    Write the day as YYYY-MM-DD, such as 2030-01-31."
    `);
  });

  test("twice", () => {
    expect(
      message((config) => {
        config.waivers.push(config.waivers[0]);
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_LISTED_TWICE at waivers[1]: this is listed twice
        found:   "plaintext-hop@lb1->web1", which is also waivers[0]
        allowed: everything once
        mend:    Remove one of the two."
    `);
  });
});
