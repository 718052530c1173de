import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { appAddress, tiersApart } from "../app/address.ts";
import { appClientCertificate, roleName } from "../upstream.ts";
import { APP_CHECK, checkWords, duration } from "./check-timing.ts";
import { LIMITS } from "./limits.ts";
import { verifiedCheck, verifiedServer } from "./verified-server.ts";

/** Where the web server of a host hands over what is for an app elsewhere. */
export const APP_PROXY = "/run/haproxy/app.sock";

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
  return `# The web server's way to the apps.
defaults app
	mode http
	log global
	option httplog
	option dontlog-normal
	timeout connect ${duration(APP_CHECK.connect)}
	# Between what the app's end (30 s) and the web server (33 s) wait, so that the nearest to the app reports.
	timeout server 31s
	timeout client 35s
	timeout http-request 10s
	timeout http-keep-alive 10s
	# As on the balancer: a reload closes no connection on which a request may just be coming.
	option idle-close-on-response
	timeout client-fin 5s
	timeout server-fin 5s
	timeout tunnel 1h
	timeout check ${duration(APP_CHECK.timeout)}
	timeout queue 5s
	option abortonclose
	option srvtcpka
	srvtcpka-idle 1s
	srvtcpka-intvl 1s
	srvtcpka-cnt 3
	# Each retry goes to another server.
	retries 2
	option redispatch 1
	# No answer of our own: the connection is closed, so that whoever asks can tell it from what an app answers.
	errorfile 502 /dev/null
	errorfile 503 /dev/null

frontend app from app
	bind unix@${APP_PROXY} user haproxy group www-data mode 660
	maxconn ${LIMITS.appConnections}
	log-format "tier=app-proxy code=%ST ms=%Ta method=%{+Q}HM path=%{+Q}HPO backend=%b server=%s retries=%rc end=%tsc queue=%Tw connect=%Tc first_byte=%Tr id=%[capture.req.hdr(0)]"
	http-request capture req.hdr(X-Request-ID) len 64
	use_backend app_read if METH_GET
	default_backend app_write

# GET and HEAD. Asking again is safe, so an answer that never came is asked for from another app.
backend app_read from app
	balance roundrobin
	option httpchk
	http-check send meth GET uri ${infra.app?.health ?? "/"} ver HTTP/1.1 hdr Host ${infra.domain}
	http-check expect status 200
	http-reuse always
	retry-on conn-failure empty-response
	http-request disable-l7-retry unless METH_GET
	default-server ${checkWords(APP_CHECK)} maxconn ${LIMITS.serverConnections} tcp-ut 3s
${servers(host, infra, "")}
# Everything else: a fresh connection each, and only what never reached an app is sent again.
backend app_write from app
	balance roundrobin
	option http-server-close
	retry-on conn-failure empty-response
	http-request disable-l7-retry unless { req.hdr(Idempotency-Key) -m found }
	default-server maxconn ${LIMITS.serverConnections} tcp-ut 3s
${servers(host, infra, "app_read")}`;
}

/** The app on the host itself comes first, past the network; the others are there for when it cannot serve. */
function servers(host: Host, infra: Infrastructure, track: string): string {
  const local = host.roles.includes("app");
  const apps = hostsOf(infra, "app");
  const others = apps.filter(({ name }) => name !== host.name).map((app) => ({ app, way: wayTo(app, host, infra, track), backup: local }));
  const own = apps.filter(({ name }) => name === host.name).map((app) => ({ app, way: appAddress(host, infra), backup: false }));
  return [...own, ...others]
    .map(({ app, way, backup }) => {
      const words = [way, ...(track === "" ? [] : [`track ${track}/${app.name}`]), ...(backup ? ["backup"] : [])];
      return `\tserver ${app.name} ${words.join(" ")}\n`;
    })
    .join("");
}

function wayTo(app: Host, web: Host, infra: Infrastructure, track: string): string {
  if (infra.tls.upstream !== "verified") return appAddress(app, infra);
  const name = roleName(app, "app");
  return `${app.address}:${PORTS.appTls}${verifiedServer(`${appClientCertificate(web).path}.pem`, name)}${track === "" ? verifiedCheck(name) : ""}`;
}
