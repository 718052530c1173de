import { HAND_OVERS } from "../../catalog/hand-over.ts";
import { ROLES, roleOf } from "../../catalog/roles.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { Origin, Resolved, ResolvedValue } from "../../language/provenance.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { quoted } from "../../util/quoted.ts";
import { textTable } from "./table.ts";

/** The config at a glance: the hosts, then the tiers. */
export function configLines({ path, infra }: Pick<LoadedConfig, "path" | "infra">): readonly string[] {
  const reachable = infra.hosts.some((host) => host.publicAddress !== undefined || host.publicAddress6 !== undefined);
  const hosts = infra.hosts.map((host) => {
    const addresses = [host.address, host.address6].filter((it) => it !== undefined).join(" ");
    const open = [host.publicAddress, host.publicAddress6].filter((it) => it !== undefined).join(" ");
    const leads = HAND_OVERS.filter((it) => it.holder(infra) === host.name).map((it) => it.role);
    const runs = host.roles.map((role) => (leads.includes(role) ? `${role} (primary)` : role));
    return [host.name, addresses, ...(reachable ? [open || "-"] : []), runs.join(", ") || "-"];
  });
  const tiers = ROLES.flatMap((role) => {
    const there = hostsOf(infra, role).map((host) => host.name);
    return there.length === 0 ? [] : [[role, there.join(" "), roleOf(role).about?.(infra) ?? ""]];
  });
  const access = ["ssh", "every host", `from ${infra.firewall.admin.join(", ")}`];
  return [
    `${infra.name}  ${urlOf(infra)}`,
    path,
    "",
    ...textTable([["HOST", "ADDRESS", ...(reachable ? ["PUBLIC"] : []), "RUNS"], ...hosts]),
    "",
    ...textTable([["TIER", "HOSTS", "WHAT"], ...tiers, access]),
  ];
}

function urlOf(infra: Infrastructure): string {
  if (hostsOf(infra, "balancer").length === 0) return infra.domain;
  return `${infra.tls.certificate === "none" ? "http" : "https"}://${infra.domain}`;
}

function shown(value: ResolvedValue): string {
  if (typeof value === "object" && "secret" in value) return `[secret ${value.secret}]`;
  if (typeof value === "object") return `[${value.map(whole).join(", ")}]`;
  return typeof value === "string" ? whole(value) : String(value);
}

function whole(text: string): string {
  return quoted(text, Number.MAX_SAFE_INTEGER);
}

function whence(origin: Origin): string {
  switch (origin.kind) {
    case "file":
      return "file";
    case "default":
      return `default: ${origin.reason}`;
    case "derived":
      return `derived from ${origin.from}`;
  }
}

/** Every value with where it comes from: `path = value  # file`. What does not fit on a line has its origin on the next one. */
export function resolvedLines(provenance: readonly Resolved[], width = 80): readonly string[] {
  const rows = provenance.map(({ path, value, origin }) => ({ value: `${path} = ${shown(value)}`, origin: `# ${whence(origin)}` }));
  const column = Math.min(Math.max(...rows.map((row) => row.value.length)), Math.floor(width / 2)) + 2;
  return rows.flatMap(({ value, origin }) => {
    const lines = [`${value.padEnd(column - 2)}  ${origin}`, `${value}  ${origin}`];
    return [lines.find((line) => line.length <= width) ?? `${value}\n${" ".repeat(column)}${origin}`].flatMap((text) => text.split("\n"));
  });
}

/** The same for programs. Secrets are only named: `{"secret": "NAME"}`. */
export function configJson({ path, infra, provenance }: Omit<LoadedConfig, "config">, resolved: boolean): string {
  const values = provenance.map(({ path: place, value, origin }) => ({ path: place, value, origin }));
  return JSON.stringify({ config: path, infrastructure: infra, ...(resolved ? { values } : {}) }, null, 2);
}
