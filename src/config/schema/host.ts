import * as z from "zod";
import { HOST_MONITORING, ROLES } from "../../model/infrastructure.ts";
import { closedPortRule, failureDomainRule, portsRule } from "../texts.ts";
import * as rules from "../values.ts";
import { address, list, number, oneOf, onOff, positive, ruled, text } from "./field.ts";

/** How often something fails, and how long it stays so. */
export const reliability = () =>
  z.strictObject({
    mtbfHours: positive("hours").optional(),
    mttrHours: positive("hours").optional(),
  });

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
export const host = z.strictObject({
  address: address(4, ADDRESS_KEYS),
  address6: address(6, ADDRESS_KEYS).optional(),
  publicAddress: address(4, ADDRESS_KEYS).optional(),
  publicAddress6: address(6, ADDRESS_KEYS).optional(),
  ssh: text("`user@host`, `ssh://user@host:port` or an alias of your ~/.ssh/config", rules.sshRule).optional(),
  runs: list(`a list of roles: ${ROLES.map((role) => JSON.stringify(role)).join(", ")}`, oneOf(ROLES)),
  zone: failureDomain().optional(),
  rack: failureDomain().optional(),
  capacityQps: positive("requests a second").optional(),
  costPerMonth: number("a number, 0 or more", 0).optional(),
  reliability: reliability().optional(),
  firewall: firewall.optional(),
  closes: list(
    'a list of ports: [8080, "53/udp"]',
    ruled('a port from 1 to 65535, or with a protocol: "53/udp"', z.union([z.int().min(1).max(65535), z.string()]), closedPortRule),
  ).optional(),
  monitoring: oneOf(HOST_MONITORING).optional(),
});
