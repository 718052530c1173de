import { expect, test } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { plainHost } from "../../test/fixtures/whiteboard.ts";
import { keepalivedConfig } from "../parts/keepalived/config.ts";
import { type Host, hostsOf } from "./infrastructure.ts";
import { activeBalancer, besideVirtual } from "./virtual-address.ts";

const balancer: Host = {
  name: "lb1",
  address: "10.77.0.9",
  address6: "fd00::9",
  publicAddress: "203.0.113.11",
  publicAddress6: "2001:db8::11",
  ssh: "lb1",
  roles: ["balancer"],
  ...plainHost,
};

test.each([
  ["203.0.113.10", "203.0.113.11"],
  ["10.77.0.100", "10.77.0.9"],
  // Nearer to 203 than to 10 in its first bits.
  ["198.51.100.7", "203.0.113.11"],
  ["2001:db8::10", "2001:db8::11"],
  ["fd00::10", "fd00::9"],
])("%s is taken beside %s", (virtual, own) => {
  expect(besideVirtual(balancer, virtual)).toBe(own);
});

test("an IPv6 address is taken beside an IPv4 one where there is no other", () => {
  const { address6: _, publicAddress6: __, ...host } = balancer;
  expect(besideVirtual(host, "2001:db8::10")).toBe("203.0.113.11");
  const { publicAddress: ___, ...inner } = host;
  expect(besideVirtual(inner, "2001:db8::10")).toBe("10.77.0.9");
});

test("who holds the address follows from the same priorities that keepalived is given", () => {
  const infra = { ...fortress, balancer: { ...fortress.balancer, priorities: { lb1: 90 } } };
  expect(activeBalancer(infra)?.name).toBe("lb2");
  const told = hostsOf(infra, "balancer").map((host) => /^\tpriority (\d+)$/m.exec(keepalivedConfig(host, infra))?.[1]);
  expect(told).toEqual(["90", "100"]);
});
