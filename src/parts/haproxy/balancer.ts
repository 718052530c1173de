import { HEAD_SECONDS, limitsOf, requestBodyBytes, waysOf } from "../../kit/limits.ts";
import { countsRequests } from "../../kit/request-metrics.ts";
import { balancerCertificate, roleName, webPort } from "../../kit/upstream.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { hasVirtualAddress } from "../../model/virtual-address.ts";
import { THUMBPRINT_MAP } from "../acme/names.ts";
import { healthCheck } from "../app/health-request.ts";
import { ALGORITHMS } from "./algorithms.ts";
import { LEAVING_VARIABLE } from "./alive.ts";
import { checkWords, haproxyTime, WEB_CHECK } from "./check-timing.ts";
import { withoutClaims } from "./client-claims.ts";
import { LIMITS, siteConnections } from "./limits.ts";
import { requestBegins, requestEnds } from "./request-counters.ts";
import { revocationList, shownCertificates } from "./site-certificate.ts";
import { knownName, redirectedNames } from "./site-names.ts";
import { ASKS_FOR_STREAM, streamsMayBeSilent } from "./streams.ts";
import { connectionLimits, toldClient } from "./trusted-proxies.ts";
import { verifiedCheck, verifiedServer } from "./verified-server.ts";
import { KEEP_ALIVE_SECONDS } from "./workers.ts";

/** What a balancer does: takes HTTPS for the domain, sends HTTP there, and shares the requests out among the web servers. */
export function balancerSections(host: Host, infra: Infrastructure): string {
  return [
    defaults(infra),
    ...(infra.tls.redirectHttp ? [redirect(infra)] : []),
    site(host, infra),
    readBackend(host, infra),
    writeBackend(host, infra),
    streamBackend(host, infra),
    lastBackend(host, infra),
  ].join("\n");
}

function defaults(infra: Infrastructure): string {
  const { answer, idle, client } = waysOf(infra).balancer;
  return `defaults site
	mode http
	log global
	option httplog
	# Connections that never send a byte are scans and browsers that changed their mind.
	option dontlognull
	timeout connect ${haproxyTime(WEB_CHECK.connect)}
	# app.limits.answerSeconds, and a second for each proxy that is nearer to the app, so that the nearest reports.
	timeout server ${answer}s
	# app.limits.pauseSeconds: of those that send a body, and of those that read an answer.
	timeout client ${client}s
	# Slow senders: the head has to be there within this time. Bodies wait at the web server.
	timeout http-request ${HEAD_SECONDS}s
	timeout http-keep-alive ${KEEP_ALIVE_SECONDS}s
	# The process that a reload replaces closes no idle connection at once, just when a request may be on its way on it: it says
	# so with the next answer, or the connection ends with its timeout.
	option idle-close-on-response
	timeout client-fin 5s
	timeout server-fin 5s
	timeout tunnel ${idle}s
	timeout check ${haproxyTime(WEB_CHECK.timeout)}
	# Waiting for a free server; who has gone away meanwhile is not served.
	timeout queue 5s
	option abortonclose
	# Each retry goes to another server.
	retries 2
	option redispatch 1
`;
}

/**
 * Everyone is sent to a name that the certificate is for: to that of the request, if it is one of the site's, so that browsers hear there, too, that they
 * are to use HTTPS only.
 */
function redirect(infra: Infrastructure): string {
  const known = knownName(infra);
  const others = `${known.acls}	http-request redirect prefix https://%[req.hdr(host),host_only,lower] code 308 if ${known.condition}\n`;
  return `frontend redirect from site
	bind 0.0.0.0:${PORTS.http}
	bind [::]:${PORTS.http} v6only
	maxconn ${LIMITS.redirectConnections}
${connectionLimits(infra)}${farewell(infra)}${challenges(infra, "")}${revocationList(infra, "")}${infra.aliases.length === 0 ? "" : others}	http-request redirect prefix https://${infra.domain} code 308
`;
}

/**
 * A public CA asks whether this is the site that wants a certificate (RFC 8555, section 8.3), whichever balancer it reaches. Of the request nothing
 * comes back but a token, in the alphabet that tokens have.
 */
function challenges({ tls }: Infrastructure, condition: string): string {
  if (tls.acme === undefined) return "";
  const answer = `%[path,field(4,/)].%[str(account),map(${THUMBPRINT_MAP})]`;
  return `	http-request return status 200 content-type text/plain hdr X-Content-Type-Options nosniff lf-string ${answer} if ${condition}{ path -m reg ^/\\.well-known/acme-challenge/[A-Za-z0-9_-]{1,128}$ }
`;
}

function site(host: Host, infra: Infrastructure): string {
  const counts = countsRequests(host, "balancer");
  const known = knownName(infra);
  const certificates = shownCertificates(infra);
  return `frontend site from site
${infra.tls.redirectHttp ? "" : plainBinds}	bind 0.0.0.0:${PORTS.https} ssl ${certificates} alpn h2,http/1.1
	bind [::]:${PORTS.https} v6only ssl ${certificates} alpn h2,http/1.1
	maxconn ${siteConnections(infra)}

	# One line per request. What a client can choose stands in quotes.
	log-format "code=%ST ms=%Ta from=%ci method=%{+Q}HM path=%{+Q}HPO protocol=%HV tls=%sslv backend=%b server=%s retries=%rc end=%tsc queue=%Tw connect=%Tc first_byte=%Tr bytes=%B id=%ID"
	unique-id-format %[uuid()]

	# Per client address, IPv6 by its network. The numbers let an office or a load test behind one address pass.
	stick-table type ipv6 size 100k expire 60s store conn_cur,conn_rate(10s),http_req_rate(10s)
${connectionLimits(infra)}${toldClient(infra)}${counts ? requestBegins : ""}	# One client that is refused a thousand times a second is told by a hundredth of it; all of it is counted.
	http-request set-log-level silent if { sc_http_req_rate(0) gt ${LIMITS.clientRequestsPer10s} } { rand(100) gt 0 }
	http-request deny deny_status 429 if { sc_http_req_rate(0) gt ${LIMITS.clientRequestsPer10s} }

	# app.limits.requestBodyMb; the web server counts what comes without a length.
	http-request deny deny_status 413 if { req.body_size gt ${requestBodyBytes(infra)} }

${infra.tls.redirectHttp ? "" : challenges(infra, "!{ ssl_fc } ")}	# Only this site, named once.
${known.acls}	http-request deny deny_status 400 if { req.hdr_cnt(host) gt 1 }
	http-request deny deny_status 421 unless ${known.condition}
${redirectedNames(infra, infra.tls.redirectHttp ? "https" : "%[ssl_fc,iif(https,http)]")}	option http-restrict-req-hdr-names delete

${infra.tls.redirectHttp ? "" : `${revocationList(infra, "!{ ssl_fc } ")}\n`}	# What the client says about itself is not believed.
${withoutClaims}	http-request set-header X-Forwarded-For %[src]
	http-request set-header X-Forwarded-Proto ${infra.tls.redirectHttp ? "https" : "%[ssl_fc,iif(https,http)]"}
	http-request set-header X-Forwarded-Host %[req.hdr(host)]
	http-request set-header X-Request-ID %[unique-id]

${counts ? requestEnds : ""}${farewell(infra)}${strictTransport(infra)}	# A little less than timeout http-keep-alive: a client that heeds it never sends on a connection that is just being closed.
	http-after-response set-header Keep-Alive timeout=8
	use_backend site_last if { nbsrv(site_read) eq 0 }
	use_backend site_stream if ${ASKS_FOR_STREAM}
	use_backend site_read if METH_GET
	default_backend site_write
`;
}

/** A balancer that is about to give the address of the site away lets no connection wait for another request. */
function farewell(infra: Infrastructure): string {
  return hasVirtualAddress(infra) ? `\thttp-after-response set-header Connection close if { var(${LEAVING_VARIABLE}) -m bool }\n` : "";
}

const plainBinds = `	bind 0.0.0.0:${PORTS.http}
	bind [::]:${PORTS.http} v6only
`;

/** What is said in clear is no promise: browsers have to ignore it there (RFC 6797, 7.2). */
function strictTransport({ tls }: Infrastructure): string {
  if (tls.hstsSeconds === 0) return "";
  return `	# Also on what HAProxy answers itself.
	http-after-response set-header Strict-Transport-Security "max-age=${tls.hstsSeconds}"${tls.redirectHttp ? "" : " if { ssl_fc }"}

`;
}

/**
 * GET and HEAD may be sent again when a server dies with the request; so they may go on connections that are kept, whoever opened
 * them (`http-reuse always`: with `safe` the first request of every client costs a handshake with a server). Those that nobody
 * acknowledges any more are given up after `tcp-ut`. Sessions are not cut when a server is marked down: HAProxy 3.0 cuts
 * those that are still connecting too, which would otherwise find another server, and answers none of them.
 */
function readBackend(host: Host, infra: Infrastructure): string {
  return `# GET and HEAD. Asking again is safe, so an answer that never came is asked for from another server.
backend site_read from site
	balance ${ALGORITHMS.requests}
${healthCheck(infra)}	http-reuse always
	retry-on conn-failure empty-response
	http-request disable-l7-retry unless METH_GET
${streamsMayBeSilent(waysOf(infra).balancer.idle)}	default-server ${checkWords(WEB_CHECK)} maxconn ${limitsOf(infra).requestsPerHost} tcp-ut 3s
${servers(host, infra, "")}`;
}

/**
 * A fresh connection per request: no request is ever put on a connection that the server is just closing, so a reload of a web
 * server loses no write. Drain and health follow `site_read`, so that an operator has one place to look and to switch.
 */
function writeBackend(host: Host, infra: Infrastructure): string {
  return `# Everything else. Only what never reached a server is sent again, unless the client marked it as safe to repeat.
backend site_write from site
	balance ${ALGORITHMS.requests}
	option http-server-close
	# What may be sent twice has to be there to be sent twice: as much of it as fits is read first.
	http-request wait-for-body time ${waysOf(infra).balancer.client}s if { req.hdr(Idempotency-Key) -m found }
	retry-on conn-failure empty-response
	http-request disable-l7-retry unless { req.hdr(Idempotency-Key) -m found }
${streamsMayBeSilent(waysOf(infra).balancer.idle)}	default-server maxconn ${limitsOf(infra).requestsPerHost} tcp-ut 3s
${servers(host, infra, "site_read")}`;
}

/**
 * What lives for hours takes no place of what takes milliseconds, and goes where the fewest of its kind are. Where nothing was
 * answered a read may be sent again, as in `site_read`.
 */
function streamBackend(host: Host, infra: Infrastructure): string {
  return `# WebSockets and event streams: places of their own.
backend site_stream from site
	balance ${ALGORITHMS.streams}
	option http-server-close
	retry-on conn-failure empty-response
	http-request disable-l7-retry unless METH_GET or { req.hdr(Idempotency-Key) -m found }
${streamsMayBeSilent(waysOf(infra).balancer.idle)}	default-server maxconn ${limitsOf(infra).connectionsPerHost} tcp-ut 3s
${servers(host, infra, "site_read")}`;
}

/**
 * When the checks find nobody well, who is asked may still answer: a check that comes a second late, on servers that are all busy, must
 * not turn slow answers into none. Nothing is sent twice here; a server that is really gone refuses, and the next one is tried.
 */
function lastBackend(host: Host, infra: Infrastructure): string {
  return `# When the checks find no server well: tried all the same.
backend site_last from site
	balance ${ALGORITHMS.requests}
	option http-server-close
${streamsMayBeSilent(waysOf(infra).balancer.idle)}	default-server maxconn ${limitsOf(infra).requestsPerHost + limitsOf(infra).connectionsPerHost} tcp-ut 3s
${servers(host, infra, undefined)}`;
}

/** `track`: the backend whose checks count; empty for checks of its own, undefined for none. */
function servers(balancer: Host, infra: Infrastructure, track: string | undefined): string {
  return hostsOf(infra, "web")
    .map((web) => {
      const check = track === undefined ? "" : track === "" ? checkedName(web, infra) : ` track ${track}/${web.name}`;
      return `\tserver ${web.name} ${web.address}:${webPort(web, infra)}${encrypted(balancer, web, infra)}${check}\n`;
    })
    .join("");
}

function encrypted(balancer: Host, web: Host, { tls }: Infrastructure): string {
  if (tls.upstream !== "verified") return "";
  const own = `${balancerCertificate(balancer).path}.pem`;
  return verifiedServer(own, roleName(web, "web"));
}

function checkedName(web: Host, { tls }: Infrastructure): string {
  return tls.upstream === "verified" ? verifiedCheck(roleName(web, "web")) : "";
}
