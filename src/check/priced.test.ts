import { describe, expect, it } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { FixOption } from "../kit/faces/finding.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { availabilityOf } from "./availability/availability.ts";
import { type PricedOption, priced } from "./priced.ts";

const option: FixOption = { title: "Do it.", edits: [], addedHosts: [] };

/** The only option, which makes one infrastructure of the other. */
function price(infra: Infrastructure, after: Infrastructure | undefined): PricedOption | undefined {
  return priced([option], { infra, availability: availabilityOf(infra), variant: () => after })[0];
}

describe("an option", () => {
  const costs = { currency: "EUR", hostPerMonth: 20 };
  const [lb1] = whiteboard.hosts;
  const paired = (infra: Infrastructure): Infrastructure => ({
    ...infra,
    hosts: [
      ...infra.hosts,
      ...(lb1 === undefined ? [] : [{ ...lb1, name: "lb2", address: "10.77.0.19", ssh: "10.77.0.19", publicAddress: "203.0.113.11" }]),
    ],
    balancer: { ...infra.balancer, virtualAddress: "203.0.113.12", priorities: { lb1: 200, lb2: 190 } },
  });

  it("is priced by the minute that it saves", () => {
    const infra = { ...whiteboard, costs };
    const result = price(infra, paired(infra));
    const saved = availabilityOf(infra).downtimeMinutes - availabilityOf(paired(infra)).downtimeMinutes;
    expect(saved).toBeGreaterThan(60);
    expect(result).toMatchObject({ number: 1, worth: { machines: 1, minutes: saved, perMonth: 20 } });
    expect(result?.perMinute).toBeCloseTo((20 * 12) / saved, 12);
  });

  it("is counted in machines without prices", () => {
    const result = price(whiteboard, paired(whiteboard));
    expect(result?.worth).toMatchObject({ machines: 1 });
    expect(result).not.toHaveProperty("perMinute");
    expect(result?.worth).not.toHaveProperty("perMonth");
  });

  it("has no price a minute when it saves none", () => {
    expect(price(fortress, fortress)).toEqual({ ...option, number: 1, worth: { machines: 0, minutes: 0, perMonth: 0 } });
  });

  it("is worth nothing when the file would be wrong with it", () => {
    expect(price(fortress, undefined)).toEqual({ ...option, number: 1 });
  });
});
