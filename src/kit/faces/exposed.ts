import type { Host, Infrastructure } from "../../model/infrastructure.ts";

/** A kind of service that is not for everybody, by the names and the ports under which it is known. Read by check. */
export interface SensitiveService {
  /** Word for identities: `redis`. */
  readonly id: string;
  /** As its makers write it. */
  readonly label: string;
  readonly kind: "datastore" | "administration";
  /** Other names that a declared flow may give it. */
  readonly names: readonly string[];
  readonly protocols: readonly ("tcp" | "udp")[];
  /** First and last port of each range (IANA's registry, else the maker's default). */
  readonly ports: readonly (readonly [first: number, last: number])[];
  /** Whether a part brings it to this host, so that its firewall has to keep strangers from it. */
  readonly on?: (host: Host, infra: Infrastructure) => boolean;
  /** What somebody can try who reaches it on a host, where that is more than passwords. */
  readonly temptation?: string;
}

type Ports = readonly (number | readonly [first: number, last: number])[];

export function datastore(id: string, label: string, names: readonly string[], ...ports: Ports): SensitiveService {
  const ranges = ports.map((port) => (typeof port === "number" ? ([port, port] as const) : port));
  return { id, label, kind: "datastore", names, protocols: ["tcp"], ports: ranges };
}

export function administration(id: string, label: string, names: readonly string[], ...ports: Ports): SensitiveService {
  return { ...datastore(id, label, names, ...ports), kind: "administration" };
}

export function alsoUdp(service: SensitiveService): SensitiveService {
  return { ...service, protocols: ["tcp", "udp"] };
}
