import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";

/** Where copies go, as a URL says it: sftp://user@host:port/folder. */
export interface Place {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  /** Relative to the user's home; absolute when the URL's path begins with two slashes. */
  readonly folder: string;
}

/** Nothing for a place that is not reached by SSH. */
export function placeOf(to: string): Place | undefined {
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

/** The database host that makes the copies: one that takes no writes, if there is one. */
export function backupHost(infra: Infrastructure): Host | undefined {
  if (infra.backups === undefined || infra.database === undefined) return undefined;
  const nodes = hostsOf(infra, "database");
  return nodes.filter((host) => host.name !== infra.database?.primary).at(-1) ?? nodes[0];
}
