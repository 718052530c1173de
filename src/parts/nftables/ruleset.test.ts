import { BlockList } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { plainHost, whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { flowsOf } from "../../catalog/compile.ts";
import type { Flow } from "../../model/flow.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { askedByContainers, ESSENTIALS } from "./essentials.ts";
import { LEAVING } from "./forwarding.ts";
import { ruleset } from "./ruleset.ts";

interface Rule {
  readonly family?: 4 | 6;
  readonly ranges: readonly string[];
  readonly protocol: string;
  readonly port: number;
  readonly counter: string;
}

const DISBELIEVED = /^iif != "lo" (?:ip|ip6) saddr \{ ([^}]+) \} fib saddr \. iif oif missing counter name "dropped" drop$/;

test("the address of a host is believed only on the interface that leads there, before anything that it could have established", () => {
  const hosts = whiteboard.hosts.map((host, index) => ({ ...host, address6: `2001:db8::${index + 1}` }));
  const infra = { ...whiteboard, hosts };
  for (const host of hosts) {
    const flows = flowsOf(infra).filter((flow) => flow.to === host.name);
    const input = ruleset(host, infra, flows).split("chain input {")[1]?.split("\n\t}")[0] ?? "";
    const lines = input.split("\n").map((line) => line.trim());
    const peers = hosts.filter((it) => flows.some(({ from }) => from.kind === "host" && from.host === it.name));
    const refused = lines.flatMap((line) => DISBELIEVED.exec(line)?.[1]?.split(", ") ?? []);
    expect(new Set(refused)).toEqual(new Set(peers.flatMap((it) => [it.address, it.address6])));
    expect(lines.findLastIndex((line) => DISBELIEVED.test(line))).toBeLessThan(lines.findIndex((line) => line.endsWith(" accept")));
  }
});

test("so it is of a host that comes to a container", () => {
  const flow = { service: "wiki", from: "lb1", to: "srv1", protocol: "tcp", port: 9080, encryption: "none", purpose: "The wiki." } as const;
  const infra = { ...whiteboard, flows: [flow] };
  const srv1 = infra.hosts[1] ?? expect.unreachable();
  const forward = ruleset(srv1, infra, flowsOf(infra)).split("chain forward {")[1] ?? "";
  expect(forward.split("\n")[3]?.trim()).toBe(
    'iif != "lo" ip saddr { 10.77.0.10 } fib saddr . iif oif missing counter name "dropped" drop',
  );
});

/** The accepting rules of the text that are not essentials. Throws at a line it does not know: nothing may hide in one. */
function acceptingRules(text: string, host: Host, infra: Infrastructure): readonly Rule[] {
  const input = /chain input \{\n([^}]*(?:\{[^}]*\}[^}]*)*?)\n\t\}/.exec(text)?.[1] ?? "";
  const lines = input.split("\n").map((line) => line.trim());
  expect(lines[0]).toBe("type filter hook input priority filter; policy drop;");
  // Rules that refuse let nobody in; who they refuse has a test of its own.
  const rest = lines.slice(1).filter((line) => line !== "" && !DISBELIEVED.test(line));
  const undeclared = [...ESSENTIALS, ...askedByContainers(host, infra)];
  expect(rest.slice(0, undeclared.length)).toEqual(undeclared);
  expect(rest.slice(-2)).toEqual(['limit rate 12/minute burst 30 packets log prefix "bartizan drop: "', 'counter name "dropped" drop']);
  return rest.slice(undeclared.length, -2).map((line) => {
    const [, family, ranges, protocol = "vrrp", port = 0, counter] =
      /^(?:(ip|ip6) saddr \{ ([0-9a-f.:/, ]+) \} )?(?:(tcp|udp) dport (\d+) ct state new|meta l4proto 112) counter name "([a-z0-9_]+)" accept$/.exec(
        line,
      ) ?? [];
    if (counter === undefined) throw new Error(`a rule of an unknown shape: ${line}`);
    return {
      ...(family === undefined ? {} : { family: family === "ip" ? 4 : 6 }),
      ranges: ranges?.split(", ") ?? [],
      protocol,
      port: Number(port),
      counter,
    };
  });
}

const octet = fc.integer({ min: 0, max: 255 });
const group = fc.integer({ min: 0, max: 0xffff }).map((it) => it.toString(16));
const ipv4 = fc.tuple(fc.integer({ min: 1, max: 126 }), octet, octet, octet).map((it) => it.join("."));
const ipv6 = fc.tuple(group, group, group).map(([a, b, c]) => `2001:db8:${a}:${b}::${c}`);
const admin = fc.oneof(
  fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => `${address}/${prefix}`),
  fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([address, prefix]) => `${address}/${prefix}`),
);

const infrastructure = fc
  .record({
    v4: fc.uniqueArray(ipv4, { minLength: 2, maxLength: 5 }),
    v6: fc.uniqueArray(ipv6, { minLength: 5, maxLength: 5 }),
    has6: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    admin: fc.array(admin, { minLength: 1, maxLength: 4 }),
  })
  .map(({ v4, v6, has6, admin }): Infrastructure => {
    const hosts = v4.map((address, index): Host => {
      const address6 = has6[index] === true ? v6[index] : undefined;
      return { name: `h${index}`, address, ...(address6 === undefined ? {} : { address6 }), ssh: address, roles: [], ...plainHost };
    });
    return { ...whiteboard, name: "x", domain: "x.example", hosts, firewall: { admin } };
  });

const world = infrastructure.chain((infra) => {
  const name = fc.constantFrom(...infra.hosts.map((host) => host.name));
  const from = fc.oneof(
    fc.constant({ kind: "anyone" } as const),
    fc.constant({ kind: "admin" } as const),
    name.map((host) => ({ kind: "host", host }) as const),
  );
  const port = fc.integer({ min: 1, max: 65535 });
  const flow = fc.oneof(
    fc.record({ from, to: name, protocol: fc.constantFrom("tcp", "udp"), port }),
    fc.record({ from, to: name, protocol: fc.constant("vrrp"), port: fc.constant(0) }),
  );
  return fc.record({
    infra: fc.constant(infra),
    flows: fc.array(flow, { maxLength: 12 }).map((all) =>
      all.map(
        (it, index): Flow => ({
          ...it,
          id: `f_${index}`,
          encryption: "none",
          carries: index % 2 === 0 ? "other" : "data",
          purpose: `Flow "${index}".`,
        }),
      ),
    ),
  });
});

const familiesOf = (flow: Flow, infra: Infrastructure): readonly (4 | 6 | undefined)[] => {
  if (flow.from.kind === "anyone") return [undefined];
  const from = flow.from;
  const texts =
    from.kind === "admin"
      ? infra.firewall.admin
      : infra.hosts
          .filter((it) => it.name === from.host)
          .flatMap((it) => [it.address, ...(it.address6 === undefined ? [] : [it.address6])]);
  return [4 as const, 6 as const].filter((family) => texts.some((text) => text.includes(":") === (family === 6)));
};

test("every flow has one accepting rule per family of its sources on its target host, and there is no other", () => {
  fc.assert(
    fc.property(world, ({ infra, flows }) => {
      for (const host of infra.hosts) {
        const rules = acceptingRules(ruleset(host, infra, flows), host, infra);
        const wanted = flows
          .filter((flow) => flow.to === host.name)
          .flatMap((flow) => familiesOf(flow, infra).map((family) => `${flow.id} ${family ?? "both"} ${flow.protocol} ${flow.port}`));
        expect(rules.map((rule) => `${rule.counter} ${rule.family ?? "both"} ${rule.protocol} ${rule.port}`)).toEqual(wanted);
      }
    }),
  );
});

/** Whether the text lets a new connection in, by the reading of another implementation: Node's own block lists. */
function letsIn(rules: readonly Rule[], source: string, protocol: string, port: number): boolean {
  const family = source.includes(":") ? 6 : 4;
  return rules.some((rule) => {
    if (rule.protocol !== protocol || rule.port !== port) return false;
    return rule.family === undefined || (rule.family === family && inRanges(rule.ranges, source));
  });
}

function inRanges(ranges: readonly string[], source: string): boolean {
  const type = source.includes(":") ? "ipv6" : "ipv4";
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", prefix] = range.split("/");
    if (address.includes(":") !== (type === "ipv6")) continue;
    list.addSubnet(address, prefix === undefined ? (type === "ipv6" ? 128 : 32) : Number(prefix), type);
  }
  return list.check(source, type);
}

test("a new connection is let in exactly when a flow says so", () => {
  const probes = fc.array(
    fc.record({
      source: fc.oneof(ipv4, ipv6, fc.nat({ max: 9 })),
      port: fc.oneof(fc.nat({ max: 11 }), fc.constant(-1)),
      protocol: fc.constantFrom("tcp", "udp", "vrrp"),
    }),
    { minLength: 20, maxLength: 20 },
  );
  fc.assert(
    fc.property(world, probes, ({ infra, flows }, list) => {
      const known = infra.hosts.flatMap((it) => [it.address, it.address6 ?? it.address]);
      const target = infra.hosts[0];
      if (target === undefined) return;
      const rules = acceptingRules(ruleset(target, infra, flows), target, infra);
      for (const probe of list) {
        const source = typeof probe.source === "number" ? (known[probe.source % known.length] ?? "") : probe.source;
        const port = probe.protocol === "vrrp" ? 0 : (flows[probe.port]?.port ?? 4242);
        const declared = flows.some((flow) => {
          if (flow.to !== target.name || flow.port !== port || flow.protocol !== probe.protocol) return false;
          const from = flow.from;
          if (from.kind === "anyone") return true;
          if (from.kind === "admin") return inRanges(infra.firewall.admin, source);
          return infra.hosts.some((it) => it.name === from.host && (it.address === source || it.address6 === source));
        });
        expect(letsIn(rules, source, probe.protocol, port)).toBe(declared);
      }
    }),
  );
});

/** The lines of a chain, without blank ones. */
function chain(text: string, name: string): readonly string[] {
  const body = new RegExp(`\\tchain ${name} \\{\\n([\\s\\S]*?)\\n\\t\\}\\n`).exec(text)?.[1] ?? "";
  return body
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

test("what comes to a published port of a container needs a flow that the user declared, from the same sources", () => {
  fc.assert(
    fc.property(world, ({ infra, flows }) => {
      for (const host of infra.hosts) {
        const text = ruleset(host, infra, flows);
        const declared = flows.filter((it) => it.to === host.name && it.carries === "other" && it.protocol !== "vrrp").map((it) => it.id);
        const asInput = chain(text, "published").map((line) =>
          line.replace(/meta l4proto (6|17) ct original proto-dst/, (_, number) => `${number === "6" ? "tcp" : "udp"} dport`),
        );
        expect(asInput).toEqual(chain(text, "input").filter((line) => declared.some((id) => line.includes(`counter name "${id}"`))));
        expect(text.includes("jump published")).toBe(asInput.length > 0);
      }
    }),
  );
});

test("all else is passed on only as it leaves a container, and no other table is touched", () => {
  const refused = ['limit rate 12/minute burst 30 packets log prefix "bartizan drop: "', 'counter name "dropped" drop'];
  fc.assert(
    fc.property(world, ({ infra, flows }) => {
      for (const host of infra.hosts) {
        const text = ruleset(host, infra, flows).replaceAll(/^#.*\n/gm, "");
        const own = (line: string): boolean => line === "ct status dnat jump published" || DISBELIEVED.test(line);
        expect(chain(text, "forward").filter((line) => !own(line))).toEqual([
          "type filter hook forward priority filter; policy drop;",
          "ct state established,related accept",
          "ct state invalid drop",
          'ct status ! dnat meta iifkind { "bridge", "veth" } fib saddr . iif oif exists accept',
          ...refused,
        ]);
        expect(chain(text, "leaving")).toEqual([
          "type filter hook postrouting priority srcnat + 1; policy accept;",
          ...LEAVING,
          ...refused,
        ]);
        expect(text).not.toMatch(/flush|include|redefine/);
        expect([...text.matchAll(/\btable (\S+ \S+)/g)].map((it) => it[1])).toEqual(["inet bartizan", "inet bartizan", "inet bartizan"]);
      }
    }),
  );
});

test("containers ask their host for names at the addresses of their bridges, never at one that is the host's to others", () => {
  const infra = { ...whiteboard, balancer: { ...whiteboard.balancer, virtualAddress: "203.0.113.100" } };
  const host: Host = { ...plainHost, name: "h0", address: "10.0.0.1", publicAddress6: "2001:db8::1", ssh: "10.0.0.1", roles: [] };
  const [v4, v6] = askedByContainers(host, infra);
  expect(v4).toContain(" ip daddr != { 10.0.0.1, 203.0.113.100 } fib daddr . iif type local ");
  expect(v6).toContain(" ip6 daddr != { 2001:db8::1 } fib daddr . iif type local ");
});

test("a purpose cannot break out of its comment, and is cut to what nft takes", () => {
  const infra: Infrastructure = { ...whiteboard, hosts: [] };
  const host: Host = { name: "h0", address: "10.0.0.1", ssh: "10.0.0.1", roles: [], ...plainHost };
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (purpose) => {
      const flow: Flow = {
        id: "f_0",
        from: { kind: "anyone" },
        to: "h0",
        protocol: "tcp",
        port: 1,
        encryption: "none",
        carries: "other",
        purpose,
      };
      const comment = /counter f_0 \{\n\t\tcomment "([^"\n]*)"\n/.exec(ruleset(host, infra, [flow]))?.[1];
      expect(comment).toBeDefined();
      expect(Buffer.byteLength(comment ?? "")).toBeLessThanOrEqual(128);
    }),
  );
});

test("balancers hear each other by VRRP, by multicast from their link-local addresses, too", () => {
  const [one, two] = ["10.0.0.1", "10.0.0.2"].map(
    (address, index): Host => ({
      ...plainHost,
      name: `lb${index + 1}`,
      address,
      address6: `2001:db8::${index + 1}`,
      ssh: address,
      roles: ["balancer"],
    }),
  );
  if (one === undefined || two === undefined) throw new Error("two balancers");
  const balancer = { ...whiteboard.balancer, virtualAddress: "10.0.0.100", virtualAddress6: "2001:db8::100" };
  const rules = (peers: "unicast" | "multicast"): readonly string[] => {
    const infra: Infrastructure = { ...whiteboard, hosts: [one, two], balancer: { ...balancer, peers } };
    return ruleset(one, infra, flowsOf(infra))
      .split("\n")
      .filter((line) => line.includes("vrrp_lb2_lb1") && line.includes("accept"))
      .map((line) => line.trim());
  };
  expect(rules("unicast")).toEqual([
    'ip saddr { 10.0.0.2 } meta l4proto 112 counter name "vrrp_lb2_lb1" accept',
    'ip6 saddr { 2001:db8::2 } meta l4proto 112 counter name "vrrp_lb2_lb1" accept',
  ]);
  expect(rules("multicast")).toEqual([
    'ip saddr { 10.0.0.2 } meta l4proto 112 counter name "vrrp_lb2_lb1" accept',
    'ip6 saddr { 2001:db8::2, fe80::/10 } meta l4proto 112 counter name "vrrp_lb2_lb1" accept',
  ]);
});
