import { describe, expect, test } from "vitest";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";

describe("zones and racks", () => {
  test("with capitals and blanks", () => {
    expect(
      message((config) => {
        config.hosts.lb1.zone = "Zone A";
        config.hosts.lb1.rack = "-1";
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_FAILURE_DOMAIN at hosts.lb1.zone: this cannot be the name of a zone or a rack
        found:   "Zone A"
        allowed: up to 32 small letters, digits and hyphens, no hyphen at either end
        mend:    Write "zone-a".

      BZ_CONFIG_FAILURE_DOMAIN at hosts.lb1.rack: this cannot be the name of a zone or a rack
        found:   "-1"
        allowed: up to 32 small letters, digits and hyphens, no hyphen at either end
        mend:    Take a short name, such as a or fra1."
    `);
  });

  test("a rack in two zones", () => {
    expect(message(set("hosts.lb2.rack", "a-1"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_RACK_ZONES at hosts.lb2.rack: a rack stands in two zones
        found:   "a-1" in the zone "b", and in the zone "a" at hosts.lb1
        allowed: a rack in one zone
        mend:    Give lb2 the zone of the rack, or another rack."
    `);
  });

  test("a rack in a zone and in none", () => {
    expect(
      message((config) => {
        config.hosts.lb2.rack = "a-1";
        delete config.hosts.lb2.zone;
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_RACK_ZONES at hosts.lb2.rack: a rack stands in two zones
        found:   "a-1" in no zone, and in the zone "a" at hosts.lb1
        allowed: a rack in one zone
        mend:    Give lb2 the zone of the rack, or another rack."
    `);
  });

  test("a rack without a zone", () => {
    expect(
      message((config) => {
        for (const host of [config.hosts.lb1, config.hosts.lb2]) {
          host.rack = "r1";
          delete host.zone;
        }
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`"no problem"`);
  });
});
