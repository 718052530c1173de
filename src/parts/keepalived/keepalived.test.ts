import { expect, test } from "vitest";
import { plainHost, whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Balancer } from "../haproxy/language.ts";
import { interfacesScript, keepalivedConfig } from "./config.ts";
import { handoverScript } from "./handover.ts";

const lb = (name: string, last: number): Host => ({
  name,
  address: `10.77.0.${last}`,
  publicAddress: `203.0.113.${last}`,
  ssh: name,
  roles: ["balancer"],
  ...plainHost,
});
const [lb1, lb2] = [lb("lb1", 11), lb("lb2", 12)];

function site(balancer: Partial<Balancer> = {}, hosts: readonly Host[] = [lb1, lb2]): Infrastructure {
  const priorities = { lb1: 200, lb2: 190 };
  return { ...whiteboard, hosts, balancer: { ...whiteboard.balancer, virtualAddress: "203.0.113.10", priorities, ...balancer } };
}

test("a balancer speaks to the other one, from private address to private address", () => {
  const text = keepalivedConfig(lb2, site());
  expect(text).toContain("\tunicast_src_ip 10.77.0.12\n");
  expect(text).toContain("\tunicast_peer {\n\t\t10.77.0.11\n\t}\n");
  expect(text).toContain("\tpriority 190\n");
  expect(text).toContain("\tstate BACKUP\n\tnopreempt\n");
  expect(text).toContain("\tvirtual_ipaddress {\n\t\t203.0.113.10 dev $SITE4\n\t}\n");
  expect(text).not.toContain("\tinterface ");
});

test("both families are one instance, so that they are always together", () => {
  const text = keepalivedConfig(lb1, site({ virtualAddress6: "2001:db8::10" }));
  expect(text.match(/^vrrp_instance/gm)).toHaveLength(1);
  expect(text).toContain("\tvirtual_ipaddress_excluded {\n\t\t2001:db8::10 dev $SITE6\n\t}\n");
});

test("to a group, or to nobody, it speaks on the private interface", () => {
  for (const infra of [site({ peers: "multicast" }), site({}, [lb1])]) {
    const text = keepalivedConfig(lb1, infra);
    expect(text).toContain("\tinterface $PRIVATE\n");
    expect(text).not.toContain("unicast");
    expect(interfacesScript(lb1, infra)).toContain("\tholder PRIVATE 10.77.0.11\n");
  }
});

test("two sites in one network are no peers of each other", () => {
  const id = (name: string): string | undefined => /virtual_router_id (\d+)/.exec(keepalivedConfig(lb1, { ...site(), name }))?.[1];
  expect(id("shop")).not.toBe(id("blog"));
});

test("blocks and keywords have lines of their own, and braces match", () => {
  const text = keepalivedConfig(lb1, site({ virtualAddress6: "2001:db8::10" }));
  for (const line of text.split("\n")) expect(line.replace(/^\s*#.*/, "")).toMatch(/^[^{}]*(?:\{|\})?$/);
  expect(text.split("{")).toHaveLength(text.split("}").length);
});

test("new connections are kept waiting in both families", () => {
  const text = handoverScript(site({ virtualAddress6: "2001:db8::10" }));
  expect(text).toContain("\t\tip daddr 203.0.113.10 tcp dport { 80, 443 } tcp flags & (syn | ack) == syn drop\n");
  expect(text).toContain("\t\tip6 daddr 2001:db8::10 tcp dport { 80, 443 } tcp flags & (syn | ack) == syn drop'\n");
  expect(text).toContain("SOURCES='src 203.0.113.10 or src [2001:db8::10]'\n");
});
