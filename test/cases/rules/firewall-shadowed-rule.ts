import { guarded, OPEN_LB } from "../../fixtures/guarded.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  {
    name: "a drop that comes too late",
    infra: guarded("lb1", ["accept tcp 1-1024 from anyone", "drop tcp 22 from 192.0.2.0/24"]),
    entities: ["lb1:drop-tcp-22-from-192.0.2.0/24"],
  },
  {
    name: "two lines together cover a third one",
    infra: guarded("lb1", [...OPEN_LB, "accept tcp 8000-8050 from lb1", "accept tcp 8051-8100 from lb1", "accept tcp 8040-8060 from lb1"]),
    entities: ["lb1:accept-tcp-8040-8060-from-lb1"],
  },
  {
    name: "the same line three times is one finding",
    infra: guarded("lb1", [...OPEN_LB, ...OPEN_LB.slice(0, 1), ...OPEN_LB.slice(0, 1)]),
    entities: ["lb1:accept-tcp-22-from-admin"],
  },
  {
    name: "a line for IPv6 where IPv6 is not filtered",
    infra: guarded("lb1", [...OPEN_LB, "accept tcp 22 from 2001:db8::/32"], { ipv6: false }),
    entities: ["lb1:accept-tcp-22-from-2001:db8::/32"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "the drop comes first", infra: guarded("lb1", ["drop tcp 22 from 192.0.2.0/24", "accept tcp 1-1024 from anyone"]) },
  { name: "a line that is covered in part", infra: guarded("lb1", [...OPEN_LB, "accept tcp 443-444 from anyone"]) },
  { name: "a line for IPv6 where it is filtered", infra: guarded("lb1", [...OPEN_LB, "accept tcp 22 from 2001:db8::/32"]) },
  { name: "Bartizan's own", infra: whiteboard },
];
