import { type Draft, entriesOf, itemsOf } from "../../language/draft.ts";
import type { Path } from "../../language/path.ts";
import type { Role } from "../../model/infrastructure.ts";

/** A host of a file that may still be broken. */
export interface PortPlace {
  readonly host: string;
  readonly roles: readonly Role[];
  readonly draft: Draft;
}

/** A TCP port on which a part listens. Read by config, for services and ports that others choose. */
export interface PortUse {
  readonly port: number;
  /** What listens there, for people, an article aside. */
  readonly name: string;
  /** The place in the file that chooses it, and what else may be written there. */
  readonly chosen?: { readonly path: Path; readonly allowed: string };
}

/** Those of these ports that are used. */
export function portsIf(used: boolean, ...ports: readonly PortUse[]): readonly PortUse[] {
  return used ? ports : [];
}

/** Whether requests are encrypted between the hosts. */
export function encrypted({ draft }: PortPlace): boolean {
  return draft.tls?.upstream === "unverified" || draft.tls?.upstream === "verified";
}

/** Whether some web server has no app beside it, so that requests go from host to host. */
export function requestsCross({ draft }: PortPlace): boolean {
  const hosts = entriesOf(draft.hosts).map(([, { runs }]) => itemsOf(runs).map(([, role]) => role));
  return hosts.some((roles) => roles.includes("web") && !roles.includes("app"));
}
