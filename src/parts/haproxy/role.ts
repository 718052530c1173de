import { CHANGES, POSTMORTEMS, YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { RoleFace } from "../../kit/faces/role.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { hasVirtualAddress, virtualAddresses } from "../../model/virtual-address.ts";
import { balancerMode, sharing } from "./balancing.ts";
import { balancerImprovements } from "./changes.ts";
import { balancerStatus } from "./status.ts";

/** The requests of the site that reach it. */
const SITE_REQUESTS = 'haproxy_frontend_http_requests_total{proxy="site"}';

export const balancerRole: RoleFace = {
  name: "balancer",
  place: balancerStatus.place,
  words: { one: "the balancer", many: "balancers", host: "balancer", program: "HAProxy", column: "load balancer" },
  about: (infra) => {
    const { tls, domain } = infra;
    const addresses = virtualAddresses(infra);
    const site = `${domain}${addresses.length === 0 ? "" : ` at ${addresses.join(" and ")}`}`;
    return tls.certificate === "none" ? `HTTP for ${site}` : `HTTPS for ${site}; ${tls.certificate} certificate, ${tls.lifetimeDays} days`;
  },
  synonyms: /^(?:lb|load-?balancer|haproxy|proxy)$/i,
  section: { key: "balancer", optional: true },
  needs: [{ role: "web", why: "the balancer would have nobody to pass requests to" }],
  counts: { who: "the balancer (HAProxy)", counter: SITE_REQUESTS, how: "HAProxy counts every request itself." },
  improvements: balancerImprovements,
  outageRule: (infra) => (hostsOf(infra, "balancer").length === 1 || !hasVirtualAddress(infra) ? { rule: "lb-spof" } : undefined),
  mode: balancerMode,
  sharing,
  tier: (infra) => {
    const members = hostsOf(infra, "balancer");
    if (members.length < 2 || hasVirtualAddress(infra)) {
      return { members, needed: 1, because: "one balancer holds the site's address and carries all requests" };
    }
    // Name servers go on handing out the address of a dead balancer, and browsers go on using it.
    return { members, needed: members.length, because: "without a virtual address, the clients of a balancer die with it" };
  },
  assumed: {
    mtbfHours: 2 * YEAR_HOURS,
    repairHours: 1,
    failure: "HAProxy does not pass requests on, and a restart by systemd does not mend it.",
    basis: `A guess. ${CHANGES} Its configuration changes seldom.`,
    sources: [POSTMORTEMS],
  },
  toldBy: ["UnitFailed", "UnitNotRunning"],
};
