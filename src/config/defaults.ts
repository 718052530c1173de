import { USUAL_LIMITS } from "../model/app-limits.ts";

/** A value that is taken when the file is silent, and why this one. */
export interface Default<T> {
  readonly value: T;
  readonly reason: string;
}

/** Every default of the language. A star stands for any name, `[]` for any place in a list. */
export const DEFAULTS = {
  "hosts.*.firewall.by": { value: "bartizan", reason: "compiled from the flows" },
  "hosts.*.firewall.policy": { value: "drop", reason: "what most firewalls do at their end" },
  "hosts.*.firewall.ipv6": { value: true, reason: "filtering IPv4 alone is the exception" },
  "hosts.*.firewall.lines": { value: [], reason: "no line" },
  "hosts.*.firewall.lines[].protocol": { value: "any", reason: "the line names none" },
  "hosts.*.closes": { value: [], reason: "what listens there is not cut off unasked" },
  "hosts.*.monitoring": { value: "all", reason: "a client on every host" },
  "tls.acme.directory": {
    value: "https://acme-v02.api.letsencrypt.org/directory",
    reason: "Let's Encrypt: free, and every browser trusts it",
  },
  "tls.provided.keys": { value: "per-host", reason: "a stolen key is one host's" },
  "tls.lifetimeDays": { value: 397, reason: "only `up` renews; browsers take no more" },
  "tls.upstream": { value: "plain", reason: "the simplest; `check` judges what it costs" },
  "tls.redirectHttp": { value: true, reason: "nobody stays in clear by accident" },
  "tls.hstsSeconds": { value: 63_072_000, reason: "two years, as Mozilla advises" },
  "tls.profile": { value: "intermediate", reason: "every browser since 2019" },
  "balancer.peers": { value: "unicast", reason: "passes any network; multicast does not" },
  "balancer.advertiseSeconds": { value: 0.3, reason: "a takeover in about a second" },
  "balancer.healthCheck": { value: true, reason: "no request goes to the dead" },
  "app.packages": { value: [], reason: "nothing but Debian's base" },
  "app.health": { value: "/up", reason: "a usual name for it" },
  "app.startSeconds": { value: 60, reason: "most frameworks have started by then" },
  "app.listen": { value: 3000, reason: "above 1023, so without privileges" },
  "app.limits.requestBodyMb": { value: USUAL_LIMITS.requestBodyMb, reason: "photos and documents pass" },
  "app.limits.headersKb": { value: USUAL_LIMITS.headersKb, reason: "more than browsers and frameworks send" },
  "app.limits.answerSeconds": { value: USUAL_LIMITS.answerSeconds, reason: "nobody waits longer for a page" },
  "app.limits.pauseSeconds": { value: USUAL_LIMITS.pauseSeconds, reason: "a phone that changes its network" },
  "app.limits.idleSeconds": { value: USUAL_LIMITS.idleSeconds, reason: "an hour without an event is no fault" },
  "app.limits.requestsPerHost": { value: USUAL_LIMITS.requestsPerHost, reason: "more than most apps take" },
  "database.writers": { value: "one", reason: "no conflict between two writers" },
  "database.replicasReadOnly": { value: true, reason: "a write to a replica would be lost" },
  "database.replication": { value: "async", reason: "a commit waits for no network" },
  "database.promotion": { value: "manual", reason: "an operator decides" },
  "database.tls": { value: "required", reason: "rows and credentials are nobody else's" },
  "backups.everyHours": { value: 24, reason: "a day's work at most is lost" },
  "backups.keepDays": { value: 30, reason: "a month to notice a mistake" },
  "updates.automatic": { value: true, reason: "attackers read Debian's fixes, too" },
  "updates.fromHour": { value: 2, reason: "people sleep" },
  flows: { value: [], reason: "no service of your own" },
  "flows[].protocol": { value: "tcp", reason: "what most services speak" },
  "monitoring.intervalSeconds": { value: 5, reason: "a fault shows within seconds" },
  "monitoring.retentionDays": { value: 30, reason: "a month to look back" },
  "monitoring.receivers": { value: [], reason: "alerts show in `bartizan status` alone" },
  "monitoring.withoutAlerts": { value: [], reason: "all alerts" },
  "monitoring.sendTo": { value: [], reason: "the measurements stay on the monitor" },
  "monitoring.sendTo[].metrics": { value: [], reason: "all of them" },
  "monitoring.sendTo[].from": { value: "monitor", reason: "one way out, and the key on one host" },
  "monitoring.sendTo[].logs": { value: false, reason: "logs stay in the journals of their hosts" },
  waivers: { value: [], reason: "every finding counts" },
} as const satisfies Readonly<Record<string, Default<unknown>>>;

/**
 * Every value that follows from others when the file is silent, and from which. Those with a default, too, follow only where the
 * default would say something about what is not there.
 */
export const DERIVED = {
  "hosts.*.ssh": "hosts.*.address",
  "balancer.priorities.*": "the order of the balancers",
  "app.limits.connectionsPerHost": "objectives.peakConnections",
  "database.primary": "the order of the database hosts",
  "database.name": "name, with _ for -",
  "tls.acme.email": "domain: RFC 2142 has somebody read mail to hostmaster",
  "tls.redirectHttp": "tls.certificate: without HTTPS there is nothing to redirect to",
  "tls.hstsSeconds": "tls.certificate: without HTTPS there is nothing to promise",
  "database.writers": "database.topology: the primary",
  "database.replicasReadOnly": "database.topology: no replica",
  "database.replication": "database.topology: no replica",
  "database.promotion": "database.topology: no replica",
} as const satisfies Readonly<Record<string, string>>;

/** The app has no privileges, so it cannot listen below. */
export const LOWEST_APP_PORT = 1024;
