import { expect, test } from "vitest";
import { plainHost, whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { labId, nspawnName } from "./places.ts";
import { planLab } from "./plan.ts";
import { routerScript } from "./router.ts";

const withHosts = (hosts: readonly (Pick<Host, "address"> & Partial<Host>)[], admin = ["198.51.100.0/24"]): Infrastructure => ({
  ...whiteboard,
  hosts: hosts.map((it, index) => ({
    name: `h${index}`,
    ssh: it.address,
    roles: index === 0 ? ["balancer"] : ["web"],
    ...plainHost,
    ...it,
  })),
  firewall: { admin },
});

test("the whiteboard's networks, and who stands where", () => {
  const plan = planLab(whiteboard, "foobar-abc123");
  expect(plan.networks).toEqual([
    { zone: "private", cidr: "10.77.0.0/24", gateway: "10.77.0.1", source: "198.51.100.1" },
    { zone: "internet", cidr: "203.0.113.0/24", gateway: "203.0.113.1", source: "203.0.113.1" },
  ]);
  expect(plan.operator).toEqual(["198.51.100.1"]);
  expect(plan.door).toBe("203.0.113.10");
  expect(plan.machines.map((it) => [it.name, it.login, it.interfaces.flatMap((one) => [one.name, ...one.addresses]).join(" ")])).toEqual([
    ["lb1", "10.77.0.10", "private0 10.77.0.10/24 internet0 203.0.113.10/24"],
    ["srv1", "10.77.0.11", "private0 10.77.0.11/24"],
    ["srv2", "10.77.0.12", "private0 10.77.0.12/24"],
    ["mon1", "10.77.0.20", "private0 10.77.0.20/24"],
    ["client", "203.0.113.100", "internet0 203.0.113.100/24"],
  ]);
});

test("a balancer answers the operator where the question came in, and the world through its public side", () => {
  const [lb1, srv1] = planLab(whiteboard, "x").machines;
  expect(lb1?.routes).toEqual([
    { family: 4, to: "default", via: "203.0.113.1", dev: "internet0" },
    { family: 4, to: "198.51.100.1", via: "10.77.0.1", dev: "private0" },
  ]);
  expect(srv1?.routes).toEqual([{ family: 4, to: "default", via: "10.77.0.1", dev: "private0" }]);
});

test("the client knows the site by name", () => {
  expect(planLab(whiteboard, "x").machines.at(-1)?.hosts).toEqual(["203.0.113.10 www.foobar.com"]);
});

test("without a public address the site is reached at the private one, from a network for documentation", () => {
  const plan = planLab(withHosts([{ address: "10.0.0.10" }]), "x");
  expect(plan.door).toBe("10.0.0.10");
  expect(plan.networks.map((it) => it.cidr)).toEqual(["10.0.0.0/24", "203.0.113.0/24"]);
});

test("the client's network is none that hosts or operators use", () => {
  const plan = planLab(withHosts([{ address: "203.0.113.10" }], ["192.0.2.0/24"]), "x");
  expect(plan.networks.map((it) => it.cidr)).toEqual(["203.0.113.0/24", "198.51.100.0/24"]);
});

test("an address that a host has is neither the client's nor the operator's", () => {
  const plan = planLab(withHosts([{ address: "10.0.0.1", publicAddress: "203.0.113.100" }], ["10.0.0.0/24"]), "x");
  expect(plan.machines.at(-1)?.login).toBe("203.0.113.254");
  expect(plan.networks[0]).toMatchObject({ gateway: "10.0.0.254", source: "10.0.0.2" });
  expect(plan.operator).toEqual(["10.0.0.2"]);
});

test("IPv6 comes along where the file has it", () => {
  const hosts = [
    { address: "10.0.0.10", address6: "fd00::10", publicAddress: "203.0.113.10", publicAddress6: "2001:db8::10" },
    { address: "10.0.0.11", address6: "fd00::11" },
  ];
  const plan = planLab(withHosts(hosts, ["198.51.100.0/24", "2001:db8:99::/64"]), "x");
  expect(plan.operator).toEqual(["198.51.100.1", "2001:db8:99::1"]);
  expect(plan.machines[0]?.routes).toContainEqual({ family: 6, to: "2001:db8:99::1", via: "fd00::1", dev: "private0" });
  expect(plan.machines[1]?.routes).toContainEqual({ family: 6, to: "default", via: "fd00::1", dev: "private0" });
  expect(plan.machines.at(-1)?.interfaces[0]?.addresses).toEqual(["203.0.113.100/24", "2001:db8::100/64"]);
  expect(routerScript(plan)).toContain("ip -6 route add fd00::/64 dev private src 2001:db8:99::1\n");
});

test("public and private addresses in one network are refused", () => {
  expect(() => planLab(withHosts([{ address: "10.0.0.10", publicAddress: "10.0.0.200" }]), "x")).toThrow(
    "BZ_LAB_ADDRESSES at hosts: the lab cannot lay out a network for these addresses\n" +
      "  found:   private network 10.0.0.0/24, public network 10.0.0.0/24\n" +
      "  allowed: public addresses outside the networks of the private ones\n" +
      "  mend:    Change the addresses in the file.",
  );
});

test("an admin range without a free IPv4 address is refused", () => {
  expect(() => planLab(withHosts([{ address: "10.0.0.10" }], ["2001:db8::/64"]), "x")).toThrow("BZ_LAB_ADDRESSES at firewall.admin");
  expect(() => planLab(withHosts([{ address: "10.0.0.10" }], ["10.0.0.10/32"]), "x")).toThrow("BZ_LAB_ADDRESSES at firewall.admin");
});

test("ports fit the kernel's limit and differ, however long the names are", () => {
  const hosts = ["a", "b"].map((end, index) => ({ name: `${"x".repeat(31)}${end}`, address: `10.0.0.${index + 10}` }));
  const ports = planLab(withHosts(hosts), "x").machines.flatMap((it) => it.interfaces.map((one) => one.port));
  expect(new Set(ports).size).toBe(3);
  for (const port of ports) expect(port.length).toBeLessThanOrEqual(15);
});

test("hardware addresses are private ones, stay the same and differ between labs", () => {
  const macs = (id: string): readonly string[] => planLab(whiteboard, id).machines.flatMap((it) => it.interfaces.map((one) => one.mac));
  expect(macs("a")).toEqual(macs("a"));
  expect(new Set([...macs("a"), ...macs("b")]).size).toBe(12);
  for (const mac of macs("a")) expect(mac).toMatch(/^02(:[0-9a-f]{2}){5}$/);
});

test("a lab belongs to the folder of its file", () => {
  expect(labId("foobar", "/srv/one")).toMatch(/^foobar-[0-9a-f]{6}$/);
  expect(labId("foobar", "/srv/one/")).toBe(labId("foobar", "/srv/one"));
  expect(labId("foobar", "/srv/two")).not.toBe(labId("foobar", "/srv/one"));
});

test("nspawn takes names of at most 64 characters", () => {
  expect(nspawnName("foobar-abc123", "lb1")).toBe("bz-foobar-abc123-lb1");
  const long = [`${"h".repeat(31)}1`, `${"h".repeat(31)}2`].map((it) => nspawnName(`${"n".repeat(31)}-abc123`, it));
  expect(new Set(long).size).toBe(2);
  for (const name of long) expect(name).toMatch(/^[a-z0-9-]{1,64}$/);
});
