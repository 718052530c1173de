import { objectionsOf } from "../catalog/objections.ts";
import { knowingSshPorts, withSshPorts } from "../model/ssh-ports.ts";
import type { Facts } from "../state/facts.ts";
import { BartizanError } from "../util/errors.ts";
import type { Target } from "./target.ts";

/** The target with the ports at which its hosts were reached: the same object when that is where they were thought to be. */
export function knownTarget(target: Target, facts: ReadonlyMap<string, Facts>): Target {
  const seen = new Map([...facts].flatMap(([host, its]) => (portsIn(its).length === 0 ? [] : [[host, portsIn(its)] as const])));
  const infra = knowingSshPorts(target.infra, seen);
  const retiring = withSshPorts(target.retiring, seen);
  return infra === target.infra && retiring === target.retiring ? target : { ...target, infra, retiring };
}

/** All ports of the sshd that we came by; only the one, when sshd does not know of it: systemd listens for it, or something before it. */
function portsIn({ connection, sshd = [] }: Facts): readonly number[] {
  if (connection === undefined) return [];
  return sshd.includes(connection.port) ? [...new Set(sshd)].sort((a, b) => a - b) : [connection.port];
}

/** Throws what speaks against going on, now that the hosts have been looked at: `BZ_FIREWALL_SHUT_OUT` for those that would not let us in again. */
export function refuseToShutOut({ infra, retiring }: Target, facts: ReadonlyMap<string, Facts>): void {
  const problems = objectionsOf({ ...infra, hosts: [...infra.hosts, ...retiring] }, facts);
  if (problems.length > 0) throw new BartizanError(problems);
}
