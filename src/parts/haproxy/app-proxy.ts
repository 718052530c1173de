import { appAddress, tiersApart } from "../../kit/app-address.ts";
import { HEAD_SECONDS, limitsOf, perWebServer, waysOf } from "../../kit/limits.ts";
import { appClientCertificate, roleName } from "../../kit/upstream.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { healthCheck } from "../app/health-request.ts";
import { ALGORITHMS } from "./algorithms.ts";
import { GONE, GONE_HEADER } from "./app-listener.ts";
import { APP_CHECK, checkWords, haproxyTime } from "./check-timing.ts";
import { ASKS_FOR_STREAM, streamsMayBeSilent } from "./streams.ts";
import { verifiedCheck, verifiedServer } from "./verified-server.ts";
import { KEEP_ALIVE_SECONDS } from "./workers.ts";

/** Where the web server of a host hands over what is for an app elsewhere. */
export const APP_PROXY = "/run/haproxy/app.sock";

/** Where the end of TLS says that the app died with a request: another app is asked where that is safe, else it is a 502 like any other. */
const gone = `	http-response set-status 502 if { status ${GONE} } { res.hdr(${GONE_HEADER}) -m found }
	http-response del-header ${GONE_HEADER}
`;

/** Whether the web server of a host goes to apps on other hosts. */
export function proxiesApp(host: Host, infra: Infrastructure): boolean {
  return host.roles.includes("web") && tiersApart(infra);
}

/**
 * The way from a web server to the apps: to the one beside it if there is one, else to all in turn. As on the balancer, what may
 * safely be asked again has a backend of its own; see balancer.ts.
 *
 * A host that vanishes with a request is found by the kernel: it asks on a silent connection every second (`srvtcpka`), and
 * one on which nobody acknowledges anything for `tcp-ut` is given up.
 */
export function appProxySections(host: Host, infra: Infrastructure): string {
  const { answer, idle, client } = waysOf(infra).appProxy;
  const { requestsPerHost, connectionsPerHost } = limitsOf(infra);
  return `# The web server's way to the apps.
defaults app
	mode http
	log global
	option httplog
	option dontlog-normal
	timeout connect ${haproxyTime(APP_CHECK.connect)}
	# As on the balancer, and less by a second for each proxy between: the nearest to the app reports.
	timeout server ${answer}s
	timeout client ${client}s
	timeout http-request ${HEAD_SECONDS}s
	timeout http-keep-alive ${KEEP_ALIVE_SECONDS}s
	# As on the balancer: a reload closes no connection on which a request may just be coming.
	option idle-close-on-response
	timeout client-fin 5s
	timeout server-fin 5s
	timeout tunnel ${idle}s
	timeout check ${haproxyTime(APP_CHECK.timeout)}
	timeout queue 5s
	option abortonclose
	option srvtcpka
	srvtcpka-idle 1s
	srvtcpka-intvl 1s
	srvtcpka-cnt 3
	# Each retry goes to another server.
	retries 2
	option redispatch 1
	# No app took the request: no answer of our own either, the connection is closed, and the balancer asks another web server. An app
	# that took it and answered nothing, or nothing that can be passed on (502), was asked often enough.
	errorfile 503 /dev/null

frontend app from app
	bind unix@${APP_PROXY} user haproxy group www-data mode 660
	maxconn ${perWebServer(infra)}
	log-format "tier=app-proxy code=%ST ms=%Ta method=%{+Q}HM path=%{+Q}HPO backend=%b server=%s retries=%rc end=%tsc queue=%Tw connect=%Tc first_byte=%Tr id=%[capture.req.hdr(0)]"
	http-request capture req.hdr(X-Request-ID) len 64
	use_backend app_last if { nbsrv(app_read) eq 0 }
	use_backend app_stream if ${ASKS_FOR_STREAM}
	use_backend app_read if METH_GET
	default_backend app_write

# GET and HEAD. Asking again is safe, so an answer that never came is asked for from another app.
backend app_read from app
	balance ${ALGORITHMS.requests}
${healthCheck(infra, { "X-Forwarded-For": host.address })}	http-reuse always
	retry-on conn-failure empty-response ${GONE}
${gone}	http-request disable-l7-retry unless METH_GET
${streamsMayBeSilent(idle)}	default-server ${checkWords(APP_CHECK)} maxconn ${requestsPerHost} tcp-ut 3s
${servers(host, infra, "")}
# Everything else: a fresh connection each, and only what never reached an app is sent again.
backend app_write from app
	balance ${ALGORITHMS.requests}
	option http-server-close
	retry-on conn-failure empty-response ${GONE}
${gone}	http-request disable-l7-retry unless { req.hdr(Idempotency-Key) -m found }
${streamsMayBeSilent(idle)}	default-server maxconn ${requestsPerHost} tcp-ut 3s
${servers(host, infra, "app_read")}
# WebSockets and event streams: places of their own, as on the balancer.
backend app_stream from app
	balance ${ALGORITHMS.streams}
	option http-server-close
	retry-on conn-failure empty-response ${GONE}
${gone}	http-request disable-l7-retry unless METH_GET or { req.hdr(Idempotency-Key) -m found }
${streamsMayBeSilent(idle)}	default-server maxconn ${connectionsPerHost} tcp-ut 3s
${servers(host, infra, "app_read")}
# When the checks find no app well: tried all the same, as on the balancer. Apps that are all busy answer checks late, and requests, too.
backend app_last from app
	balance ${ALGORITHMS.requests}
	option http-server-close
${gone}${streamsMayBeSilent(idle)}	default-server maxconn ${requestsPerHost + connectionsPerHost} tcp-ut 3s
${servers(host, infra, undefined)}`;
}

/**
 * The app on the host itself comes first, past the network; the others are there for when it cannot serve. `track`: the backend whose checks
 * count; empty for checks of its own, undefined for none, and then nobody comes first.
 */
function servers(host: Host, infra: Infrastructure, track: string | undefined): string {
  const local = host.roles.includes("app") && track !== undefined;
  const apps = hostsOf(infra, "app");
  const others = apps.filter(({ name }) => name !== host.name).map((app) => ({ app, way: wayTo(app, host, infra, track), backup: local }));
  const own = apps.filter(({ name }) => name === host.name).map((app) => ({ app, way: appAddress(host, infra), backup: false }));
  return [...own, ...others]
    .map(({ app, way, backup }) => {
      const words = [way, ...(track === "" || track === undefined ? [] : [`track ${track}/${app.name}`]), ...(backup ? ["backup"] : [])];
      return `\tserver ${app.name} ${words.join(" ")}\n`;
    })
    .join("");
}

function wayTo(app: Host, web: Host, infra: Infrastructure, track: string | undefined): string {
  if (infra.tls.upstream !== "verified") return appAddress(app, infra);
  const name = roleName(app, "app");
  return `${app.address}:${PORTS.appTls}${verifiedServer(`${appClientCertificate(web).path}.pem`, name)}${track === "" ? verifiedCheck(name) : ""}`;
}
