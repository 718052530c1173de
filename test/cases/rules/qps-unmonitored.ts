import { withHosts, without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "the machine of the balancer only", infra: withHosts(whiteboard, { monitoring: "machine" }, "lb1"), entities: ["lb1"] },
  {
    name: "every machine, of which two serve pages and one passes them on",
    infra: withHosts(whiteboard, { monitoring: "machine" }),
    entities: ["lb1", "srv1", "srv2"],
  },
  { name: "a web server of a tier of its own", infra: withHosts(fortress, { monitoring: "machine" }, "web1"), entities: ["web1"] },
];

export const silent: readonly CheckCase[] = [
  { name: "everything is measured", infra: whiteboard },
  { name: "a database serves no requests of the web", infra: withHosts(fortress, { monitoring: "machine" }, "db1") },
  { name: "that nothing is measured is another finding", infra: withHosts(whiteboard, { monitoring: "none" }, "lb1") },
  { name: "that there is no monitor is another finding", infra: without(withHosts(whiteboard, { monitoring: "machine" }), "mon1") },
];
