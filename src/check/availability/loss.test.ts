import { describe, expect, it } from "vitest";
import { withHosts, without } from "../../../test/fixtures/change.ts";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { lossOf } from "./loss.ts";

function lines(infra: Infrastructure, name: string): readonly string[] {
  const loss = lossOf(infra, infra.hosts.find((host) => host.name === name) as Host);
  const time = (it: { readonly seconds: number; readonly until: string }) => `${it.seconds.toFixed(1)} s until ${it.until}`;
  return [
    `site ${loss.site}, ${time(loss)}`,
    ...loss.roles.map((it) => `${it.role} ${it.outcome}, ${time(it)}, left: ${it.left.join(" ")}`),
  ];
}

describe("the loss of a machine of the whiteboard", () => {
  it("is an outage until repair for the balancer", () => {
    // An hour until somebody believes the visitors, four hours of repair.
    expect(lines(whiteboard, "lb1")).toEqual(["site stops, 18000.0 s until repair", "balancer stops, 18000.0 s until repair, left: "]);
  });

  it("is an outage until somebody promotes the replica for the primary; web and app go on", () => {
    expect(lines(whiteboard, "srv1")).toEqual([
      "site stops, 5400.0 s until promotion",
      "web serves, 3.0 s until change-over, left: srv2",
      "app serves, 3.0 s until change-over, left: srv2",
      "database stops, 5400.0 s until promotion, left: srv2",
    ]);
  });

  it("is a pause for the requests of the other server", () => {
    expect(lines(whiteboard, "srv2")).toEqual([
      "site serves, 3.0 s until change-over",
      "web serves, 3.0 s until change-over, left: srv1",
      "app serves, 3.0 s until change-over, left: srv1",
      "database serves, 0.0 s until change-over, left: srv1",
    ]);
  });

  it("is nothing that a visitor sees for the monitor", () => {
    expect(lines(whiteboard, "mon1")).toEqual(["site serves, 0.0 s until change-over", "monitor idle, 0.0 s until change-over, left: "]);
  });

  it("lasts until repair for a primary whose replica nobody promotes", () => {
    const database = whiteboard.database && ({ ...whiteboard.database, promotion: "none" } as const);
    expect(lines({ ...whiteboard, ...(database && { database }) }, "srv1")[0]).toBe("site stops, 18000.0 s until repair");
  });
});

describe("the loss of a machine of the fortress", () => {
  it.each([
    ["lb1", "serves, 1.0 s until change-over"],
    ["lb2", "serves, 0.0 s until change-over"],
    ["web2", "serves, 3.0 s until change-over"],
    ["app1", "serves, 3.0 s until change-over"],
    ["db1", "serves, 3.5 s until change-over"],
    ["db3", "serves, 1.4 s until change-over"],
  ])("is a pause: %s", (name, expected) => {
    expect(lines(fortress, name)[0]).toBe(`site ${expected}`);
  });

  it("cuts a part of the visitors off where each balancer has an address of its own", () => {
    const { virtualAddress: _, ...balancer } = fortress.balancer;
    expect(lines({ ...fortress, balancer }, "lb2")[0]).toBe("site partly, 15300.0 s until repair");
  });

  it("stops a cluster of two", () => {
    expect(lines(without(fortress, "db3"), "db2")[0]).toBe("site stops, 15300.0 s until repair");
  });

  it("stops a site that needs every host for its load", () => {
    expect(lines({ ...fortress, objectives: { peakQps: 600 } }, "web1")[0]).toBe("site stops, 15300.0 s until repair");
  });

  it("takes as long as the file says of this very machine", () => {
    expect(lines(withHosts(without(fortress, "lb2"), { reliability: { mttrHours: 2 } }, "lb1"), "lb1")[0]).toBe(
      "site stops, 7200.0 s until repair",
    );
  });
});
