import type { DeclaredFlow } from "../../../src/model/infrastructure.ts";
import { withHosts } from "../../fixtures/change.ts";
import { guarded, OPEN_LB, OPEN_SRV1 } from "../../fixtures/guarded.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const metrics: DeclaredFlow = {
  service: "metrics-page",
  from: "anyone",
  to: "lb1",
  protocol: "tcp",
  port: 8080,
  encryption: "tls",
  purpose: "A page of figures for everybody.",
};

export const fires: readonly CheckCase[] = [
  {
    name: "a port that no flow needs, from the internet",
    infra: guarded("lb1", [...OPEN_LB, "accept tcp 8080 from anyone"]),
    entities: ["lb1"],
  },
  {
    name: "a needed port, from more than the host that needs it",
    infra: guarded("srv1", [...OPEN_SRV1, "accept tcp 80 from 10.77.0.0/24"]),
    entities: ["srv1"],
  },
  { name: "every port from a neighbour", infra: guarded("srv1", [...OPEN_SRV1, "accept any from mon1"]), entities: ["srv1"] },
  {
    name: "the database, from one more host of ours",
    infra: guarded("srv1", [...OPEN_SRV1, "accept tcp 3306 from mon1"]),
    entities: ["srv1"],
  },
  {
    name: "over IPv6 only",
    infra: withHosts(guarded("lb1", [...OPEN_LB, "accept tcp 8080 from 2001:db8::/32"]), { address6: "2001:db8::10" }, "lb1"),
    entities: ["lb1"],
  },
  {
    name: "SSH from anyone, where the internet does not come",
    infra: guarded("srv1", [...OPEN_SRV1, "accept tcp 22 from anyone"]),
    entities: ["srv1"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "exactly the declared flows", infra: guarded("lb1", OPEN_LB) },
  { name: "443 from anyone on a balancer is its job", infra: guarded("lb1", ["accept tcp 443 from anyone"]) },
  { name: "the port is declared", infra: { ...guarded("lb1", [...OPEN_LB, "accept tcp 8080 from anyone"]), flows: [metrics] } },
  {
    name: "an earlier line drops it",
    infra: guarded("lb1", ["drop tcp 8080 from anyone", ...OPEN_LB, "accept tcp 8000-8100 from lb1", "accept tcp 8080 from anyone"]),
  },
  { name: "IPv6 to a host that has no such address", infra: guarded("lb1", [...OPEN_LB, "accept tcp 8080 from 2001:db8::/32"]) },
  { name: "what the policy lets in is another finding", infra: guarded("lb1", OPEN_LB, { policy: "accept" }) },
  { name: "a database for anyone is another finding", infra: guarded("srv1", [...OPEN_SRV1, "accept tcp 3306 from anyone"]) },
  { name: "SSH for anyone is another finding", infra: guarded("lb1", [...OPEN_LB, "accept tcp 22 from anyone"]) },
  { name: "Bartizan opens what is declared", infra: whiteboard },
];
