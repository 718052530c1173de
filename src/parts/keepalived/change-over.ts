import type { ChangeOver, Lost } from "../../kit/faces/reliability.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { activeBalancer, hasVirtualAddress, priorityOf } from "../../model/virtual-address.ts";
import { TRACK } from "./config.ts";

/**
 * How long the backup waits before it takes the address (RFC 9568, section 6.1): three advertisements, and a little longer the
 * lower its priority is.
 */
export function activeDownSeconds(advertiseSeconds: number, priority: number): number {
  return 3 * advertiseSeconds + skewSeconds(advertiseSeconds, priority);
}

/** How long it waits when the holder has said that it lets go. */
function skewSeconds(advertiseSeconds: number, priority: number): number {
  return ((256 - priority) / 256) * advertiseSeconds;
}

/** The address moves when its holder is lost, and nobody waits for another one. */
export function addressMoves(infra: Infrastructure, members: readonly Host[], member: Host, lost: Lost): ChangeOver | undefined {
  if (!hasVirtualAddress(infra) || activeBalancer(infra)?.name !== member.name) return undefined;
  const backups = members.filter((host) => host.name !== member.name);
  const priority = Math.max(0, ...backups.map((host) => priorityOf(host, infra)));
  const { advertiseSeconds } = infra.balancer;
  if (lost === "software") {
    const { interval, timeout, fall } = TRACK;
    return {
      seconds: interval / 2 + (fall - 1) * interval + timeout + skewSeconds(advertiseSeconds, priority),
      from: `keepalived asks HAProxy every ${interval === 1 ? "second" : `${interval} s`} whether it lives, and lets go after ${fall} questions without an answer within ${timeout} s`,
    };
  }
  return {
    seconds: activeDownSeconds(advertiseSeconds, priority),
    from: `three advertisements of ${advertiseSeconds} s, and the skew of priority ${priority} (RFC 9568)`,
  };
}
