import * as z from "zod";
import { ROLES } from "../../catalog/roles.ts";
import { MEMORY_MIB } from "../../kit/faces/memory.ts";
import type { FirewallLineConfig, HostConfig, HostFirewallConfig } from "../../language/config.ts";
import { entriesOf } from "../../language/draft.ts";
import { address, integer, list, number, oneOf, onOff, positive, ruled, text } from "../../language/field.ts";
import { twice } from "../../language/once.ts";
import { type Ledger, maybe } from "../../language/provenance.ts";
import { section } from "../../language/section.ts";
import { canonicalAddress, canonicalRange } from "../../language/spelling.ts";
import { closedPortRule, failureDomainRule, portsRule } from "../../language/texts.ts";
import { type FirewallLine, HOST_MONITORING, type Host, type HostFirewall } from "../../model/infrastructure.ts";
import { meanTimes, resolveMeanTimes } from "../mean-times.ts";
import { addressesOnce, destinationsOnce, hostNames, someHosts } from "../rules/addresses.ts";
import { closesByBartizan, describedIfOthers, linesFromSomewhere } from "../rules/host-firewall.ts";
import { racksInOneZone } from "../rules/places.ts";
import { sshRule } from "../values.ts";

const line = z.strictObject({
  action: oneOf(["accept", "drop"]),
  from: text('"anyone", "admin", the name of a host or an address range'),
  protocol: oneOf(["tcp", "udp", "vrrp", "any"]).optional(),
  port: ruled(
    'a port from 1 to 65535, or a range such as "8000-8099"',
    z.union([z.int().min(1).max(65535), z.string()]),
    portsRule,
  ).optional(),
});

const firewall = z.strictObject({
  by: oneOf(["bartizan", "other", "nobody"]),
  policy: oneOf(["drop", "accept"]).optional(),
  ipv6: onOff().optional(),
  lines: list("a list of lines: { action, from, protocol, port }", line).optional(),
});

const failureDomain = () => text("up to 32 small letters, digits and hyphens, no hyphen at either end", failureDomainRule);

const ADDRESS_KEYS = { 4: "address or publicAddress", 6: "address6 or publicAddress6" } as const;

/** One machine. */
const host = () =>
  z.strictObject({
    address: address(4, ADDRESS_KEYS),
    address6: address(6, ADDRESS_KEYS).optional(),
    publicAddress: address(4, ADDRESS_KEYS).optional(),
    publicAddress6: address(6, ADDRESS_KEYS).optional(),
    ssh: text("`user@host`, `ssh://user@host:port` or an alias of your ~/.ssh/config", sshRule).optional(),
    runs: list(`a list of roles: ${ROLES.map((role) => JSON.stringify(role)).join(", ")}`, oneOf(ROLES)),
    zone: failureDomain().optional(),
    rack: failureDomain().optional(),
    capacityQps: positive("requests a second").optional(),
    costPerMonth: number("a number, 0 or more", 0).optional(),
    memory: integer(MEMORY_MIB.least, MEMORY_MIB.most).optional(),
    reliability: meanTimes().optional(),
    firewall: firewall.optional(),
    closes: list(
      'a list of ports: [8080, "53/udp"]',
      ruled('a port from 1 to 65535, or with a protocol: "53/udp"', z.union([z.int().min(1).max(65535), z.string()]), closedPortRule),
    ).optional(),
    monitoring: oneOf(HOST_MONITORING).optional(),
  });

const DEFAULTS = {
  "hosts.*.firewall.by": { value: "bartizan", reason: "compiled from the flows" },
  "hosts.*.firewall.policy": { value: "drop", reason: "what most firewalls do at their end" },
  "hosts.*.firewall.ipv6": { value: true, reason: "filtering IPv4 alone is the exception" },
  "hosts.*.firewall.lines": { value: [], reason: "no line" },
  "hosts.*.firewall.lines[].protocol": { value: "any", reason: "the line names none" },
  "hosts.*.closes": { value: [], reason: "what listens there is not cut off unasked" },
  "hosts.*.monitoring": { value: "all", reason: "a client on every host" },
};

type Book = Ledger<keyof typeof DEFAULTS>;

const DERIVED = { "hosts.*.ssh": "hosts.*.address" } as const;

export const hostsSection = section({
  key: "hosts",
  place: 0,
  schema: () => ruled("hosts by name", z.record(z.string(), host())),
  defaults: DEFAULTS,
  derived: DERIVED,
  resolve: (written, _site, book) => Object.entries(written).map(([name, it]) => resolveHost(name, it, book)),
  rules: [
    someHosts,
    hostNames,
    addressesOnce,
    destinationsOnce,
    racksInOneZone,
    describedIfOthers,
    closesByBartizan,
    linesFromSomewhere,
    ({ draft }) => entriesOf(draft.hosts).flatMap(([name, { runs }]) => twice(["hosts", name, "runs"], runs)),
    ({ draft }) => entriesOf(draft.hosts).flatMap(([name, { closes }]) => twice(["hosts", name, "closes"], closes)),
  ],
});

function resolveHost(name: string, config: HostConfig, book: Book): Host {
  const { file, optional, orDefault, orDerived } = book;
  const place = `hosts.${name}`;
  const address = <K extends "address6" | "publicAddress" | "publicAddress6">(key: K): { readonly [key in K]?: string } => {
    const written = config[key];
    return optional(place, key, written === undefined ? undefined : canonicalAddress(written));
  };
  const firewall = resolveFirewall(`${place}.firewall`, config.firewall, book);
  return {
    name,
    address: file(`${place}.address`, canonicalAddress(config.address)),
    ...address("address6"),
    ...address("publicAddress"),
    ...address("publicAddress6"),
    ssh: orDerived(`${place}.ssh`, config.ssh, canonicalAddress(config.address), DERIVED["hosts.*.ssh"].replace("*", name)),
    roles: file(`${place}.runs`, [...config.runs]),
    ...optional(place, "zone", config.zone),
    ...optional(place, "rack", config.rack),
    ...optional(place, "capacityQps", config.capacityQps),
    ...optional(place, "costPerMonth", config.costPerMonth),
    ...optional(place, "memory", config.memory),
    ...maybe("reliability", config.reliability && resolveMeanTimes(`${place}.reliability`, config.reliability, book)),
    firewall,
    ...(firewall.by === "bartizan" ? { closes: orDefault("hosts.*.closes", config.closes?.map(String), `${place}.closes`) } : {}),
    monitoring: orDefault("hosts.*.monitoring", config.monitoring, `${place}.monitoring`),
  };
}

function resolveFirewall(place: string, config: HostFirewallConfig | undefined, book: Book): HostFirewall {
  const { orDefault } = book;
  const by = orDefault("hosts.*.firewall.by", config?.by, `${place}.by`);
  if (by !== "other") return { by };
  const policy = orDefault("hosts.*.firewall.policy", config?.policy, `${place}.policy`);
  const ipv6 = orDefault("hosts.*.firewall.ipv6", config?.ipv6, `${place}.ipv6`);
  const lines = config?.lines ?? [];
  if (lines.length === 0) orDefault("hosts.*.firewall.lines", config?.lines && [], `${place}.lines`);
  return { by, policy, ipv6, lines: lines.map((line, index) => resolveLine(`${place}.lines[${index}]`, line, book)) };
}

function resolveLine(place: string, line: FirewallLineConfig, { file, orDefault }: Book): FirewallLine {
  const [first, last = first] = String(line.port ?? "").split("-");
  if (line.port !== undefined) file(`${place}.port`, line.port);
  return {
    action: file(`${place}.action`, line.action),
    from: file(`${place}.from`, canonicalRange(line.from)),
    protocol: orDefault("hosts.*.firewall.lines[].protocol", line.protocol, `${place}.protocol`),
    ...(line.port === undefined ? {} : { ports: [Number(first), Number(last)] }),
  };
}
