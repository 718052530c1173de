import type { FirewallLine, Host, HostFirewall, Reliability } from "../../model/infrastructure.ts";
import { DERIVED } from "../defaults.ts";
import type { FirewallLineConfig, HostConfig, HostFirewallConfig, ReliabilityConfig } from "../language.ts";
import { type Ledger, maybe } from "../provenance.ts";
import { canonicalAddress, canonicalRange } from "./spelling.ts";

export function resolveHost(name: string, config: HostConfig, book: Ledger): Host {
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
    ...maybe("reliability", config.reliability && resolveReliability(`${place}.reliability`, config.reliability, book)),
    firewall,
    ...(firewall.by === "bartizan" ? { closes: orDefault("hosts.*.closes", config.closes?.map(String), `${place}.closes`) } : {}),
    monitoring: orDefault("hosts.*.monitoring", config.monitoring, `${place}.monitoring`),
  };
}

/** Mean times as far as the file knows them. */
export function resolveReliability(place: string, config: ReliabilityConfig, { optional }: Ledger): Partial<Reliability> {
  return { ...optional(place, "mtbfHours", config.mtbfHours), ...optional(place, "mttrHours", config.mttrHours) };
}

function resolveFirewall(place: string, config: HostFirewallConfig | undefined, book: Ledger): HostFirewall {
  const { orDefault } = book;
  const by = orDefault("hosts.*.firewall.by", config?.by, `${place}.by`);
  if (by !== "other") return { by };
  const policy = orDefault("hosts.*.firewall.policy", config?.policy, `${place}.policy`);
  const ipv6 = orDefault("hosts.*.firewall.ipv6", config?.ipv6, `${place}.ipv6`);
  const lines = config?.lines ?? [];
  if (lines.length === 0) orDefault("hosts.*.firewall.lines", config?.lines && [], `${place}.lines`);
  return { by, policy, ipv6, lines: lines.map((line, index) => resolveLine(`${place}.lines[${index}]`, line, book)) };
}

function resolveLine(place: string, line: FirewallLineConfig, { file, orDefault }: Ledger): FirewallLine {
  const [first, last = first] = String(line.port ?? "").split("-");
  if (line.port !== undefined) file(`${place}.port`, line.port);
  return {
    action: file(`${place}.action`, line.action),
    from: file(`${place}.from`, canonicalRange(line.from)),
    protocol: orDefault("hosts.*.firewall.lines[].protocol", line.protocol, `${place}.protocol`),
    ...(line.port === undefined ? {} : { ports: [Number(first), Number(last)] }),
  };
}
