import * as z from "zod";
import { HOST_MONITORING, ROLES } from "../../model/infrastructure.ts";
import * as rules from "../values.ts";
import { ipv4, ipv6, list, oneOf, positive, ruled, text } from "./field.ts";

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
  port: ruled('a port from 1 to 65535, or a range such as "8000-8099"', z.union([z.int().min(1).max(65535), z.string()])).optional(),
});

const firewall = z.strictObject({
  by: oneOf(["bartizan", "other", "nobody"]),
  policy: oneOf(["drop", "accept"]).optional(),
  ipv6: ruled("true or false", z.boolean()).optional(),
  lines: list("a list of lines: { action, from, protocol, port }", line).optional(),
});

/** One machine. */
export const host = z.strictObject({
  address: ipv4(),
  address6: ipv6().optional(),
  publicAddress: ipv4().optional(),
  publicAddress6: ipv6().optional(),
  ssh: text("`user@host`, `ssh://user@host:port` or an alias of your ~/.ssh/config", rules.sshRule).optional(),
  runs: list(`a list of roles: ${ROLES.map((role) => JSON.stringify(role)).join(", ")}`, oneOf(ROLES)),
  zone: text("small letters, digits and hyphens").optional(),
  rack: text("small letters, digits and hyphens").optional(),
  capacityQps: positive("requests a second").optional(),
  costPerMonth: ruled("a number, 0 or more", z.number().min(0)).optional(),
  reliability: reliability().optional(),
  firewall: firewall.optional(),
  monitoring: oneOf(HOST_MONITORING).optional(),
});
