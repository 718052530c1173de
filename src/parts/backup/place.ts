import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { sshPortsOf } from "../../model/ssh-ports.ts";

/** Where copies go, as a URL says it: sftp://user@host:port/folder. */
export interface CopyPlace {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  /** Relative to the user's home; absolute when the URL's path begins with two slashes. */
  readonly folder: string;
}

/** Nothing for a place that is not reached by SSH. */
export function copyPlace(to: string): CopyPlace | undefined {
  if (!/^(?:sftp|ssh):\/\//.test(to)) return undefined;
  // Only these schemes are parsed as the others are: a URL of an unknown scheme has an opaque host.
  const { username, hostname, port, pathname } = new URL(to.replace(/^(?:sftp|ssh):/, "https:"));
  if (username === "" || pathname === "/") return undefined;
  return {
    user: decodeURIComponent(username),
    host: hostname,
    port: port === "" ? 22 : Number(port),
    folder: decodeURIComponent(pathname.slice(1)),
  };
}

/** As whom, and where, copies are kept on a host of the file; `inside` is the folder as that user sees it. */
export const STORE_USER = "bartizan-copies";
export const STORE_FOLDER = { root: "/var/lib/bartizan-copies", inside: "/database" } as const;
export const STORE_KEYS = "/etc/bartizan/copies-authorized-keys";

/** The host of the file that keeps the copies; nothing when they go elsewhere. */
export function storeHost(infra: Infrastructure): Host | undefined {
  return infra.database === undefined ? undefined : infra.hosts.find((host) => host.name === infra.backups?.to);
}

/** Where the copies of an infrastructure go. */
export function placeIn(infra: Infrastructure): CopyPlace | undefined {
  const host = storeHost(infra);
  if (host === undefined) return copyPlace(infra.backups?.to ?? "");
  return { user: STORE_USER, host: host.address, port: storePort(host), folder: STORE_FOLDER.inside };
}

/** Where its sshd listens. */
export function storePort(host: Host): number {
  return sshPortsOf(host)[0] ?? PORTS.ssh;
}

/** When copies of the database are made, and for how long they are kept. */
export function backupWords({ backups }: Infrastructure): string {
  return backups === undefined ? "" : `every ${backups.everyHours} h, kept ${backups.keepDays} days`;
}

/** The database host that makes the copies: one that takes no writes, if there is one. */
export function backupHost(infra: Infrastructure): Host | undefined {
  if (infra.backups === undefined || infra.database === undefined) return undefined;
  const nodes = hostsOf(infra, "database");
  return nodes.filter((host) => host.name !== infra.database?.primary).at(-1) ?? nodes[0];
}
