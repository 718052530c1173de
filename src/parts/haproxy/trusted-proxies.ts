import type { Infrastructure } from "../../model/infrastructure.ts";
import type { FileResource } from "../../state/resource.ts";
import { LIMITS } from "./limits.ts";

/** The ranges of those that tell who their clients are; a file, for there may be hundreds. */
const RANGES = "/etc/haproxy/trusted-proxies.lst";
const TRUSTED = `{ src -f ${RANGES} }`;

export function trustedProxiesFile({ balancer }: Infrastructure): readonly FileResource[] {
  const { trustedProxies } = balancer;
  return trustedProxies === undefined ? [] : [{ kind: "file", path: RANGES, content: [`${trustedProxies.ranges.join("\n")}\n`] }];
}

const KEY = "src,ipmask(32,64) table site";

/**
 * Limits per client of connections; of requests, see {@link toldClient}. A proxy has thousands of clients, so that its own connections are counted for
 * nobody. `src` is what a PROXY header says from `session` on, which the rules of `connection` come before.
 */
export function connectionLimits({ balancer }: Infrastructure): string {
  const refused = `{ sc_conn_cur(0) gt ${LIMITS.clientConnections} } or { sc_conn_rate(0) gt ${LIMITS.clientConnectionsPer10s} }`;
  const trusted = balancer.trustedProxies;
  const own = `	tcp-request connection track-sc0 ${KEY}${trusted === undefined ? "" : ` unless ${TRUSTED}`}
	tcp-request connection reject if ${refused}
`;
  if (trusted?.protocol !== "proxy") return own;
  return `	tcp-request connection expect-proxy layer4 if ${TRUSTED}
${own}	tcp-request session track-sc0 ${KEY} unless { sc_tracked(0) }
	tcp-request session reject if ${refused}
`;
}

/** The client of whom a proxy of HTTP tells, for all that follows: limits, the log, the app. The last one of the list is whom that proxy itself saw. */
export function toldClient({ balancer }: Infrastructure): string {
  if (balancer.trustedProxies?.protocol !== "http") return "";
  return `	http-request set-src req.hdr_ip(x-forwarded-for,-1) if ${TRUSTED}
	http-request track-sc0 ${KEY} unless { sc_tracked(0) }
`;
}
