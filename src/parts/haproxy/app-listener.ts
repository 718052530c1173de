import { addressBehindTls } from "../../kit/app-address.ts";
import { HEAD_SECONDS, limitsOf, perApp, waysOf } from "../../kit/limits.ts";
import { CA_CERTIFICATE, subjectOf } from "../../kit/pki.ts";
import { appCertificate, appClientCertificate } from "../../kit/upstream.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { ASKS_FOR_STREAM, streamsMayBeSilent } from "./streams.ts";

/**
 * The status by which the end of TLS says that the app died with a request, with a header that only it sets: what no app sends by
 * chance, and one of those that HAProxy can be told to ask another server after (425, RFC 8470: may be tried again).
 */
export const GONE = 425;
export const GONE_HEADER = "X-App-Gone";

/**
 * Where TLS from the web servers ends on an app host; the app itself speaks plain HTTP on loopback. A resumed session
 * keeps the subject that it was made with, and the subject is looked up for every request: who left the file gets nothing.
 *
 * The app's connections are not kept: it may close one just when a request is put on it. A request that found no app was never begun:
 * the web server asks another app for what reads, and a write waits here a few seconds for the app to come back, as after a
 * restart.
 */
export function appListenerSections(host: Host, infra: Infrastructure): string {
  const subjects = hostsOf(infra, "web")
    .filter(({ name }) => name !== host.name)
    .map((web) => subjectOf(appClientCertificate(web)));
  const server = addressBehindTls(infra);
  const { answer, idle, client } = waysOf(infra).appDoor;
  const { requestsPerHost, connectionsPerHost } = limitsOf(infra);
  return `# Where TLS from the web servers ends.
defaults door
	mode http
	log global
	option httplog
	option dontlog-normal
	timeout connect 1s
	# app.limits.answerSeconds: nobody is nearer to the app.
	timeout server ${answer}s
	timeout client ${client}s
	timeout http-request ${HEAD_SECONDS}s
	# Longer than the web servers keep a connection, so that they are never surprised.
	timeout http-keep-alive 75s
	# As on the balancer: a reload closes no connection on which a request may just be coming.
	option idle-close-on-response
	timeout client-fin 5s
	timeout server-fin 5s
	timeout tunnel ${idle}s
	timeout queue 5s
	option abortonclose
	option http-server-close
	# The app did not take the request: the connection is closed, so that whoever asks can tell it from what the app answers.
	errorfile 503 /dev/null

frontend door from door
	bind 0.0.0.0:${PORTS.appTls} ssl crt ${appCertificate(host).path}.pem ca-file ${CA_CERTIFICATE} verify required ssl-min-ver TLSv1.3 alpn http/1.1
	maxconn ${perApp(infra)}
	log-format "tier=app code=%ST ms=%Ta from=%ci method=%{+Q}HM path=%{+Q}HPO end=%tsc connect=%Tc first_byte=%Tr id=%[capture.req.hdr(0)]"
	http-request capture req.hdr(X-Request-ID) len 64
	# Whole subjects only: neither a certificate of another role nor one of a host that left the file is a web server's.
	http-request deny deny_status 403 unless { ssl_c_s_dn(,0,rfc2253) -m str ${subjects.join(" ")} }
	# The app died with the request (S: the server's side ended it). What it did answer, but nobody could read, stays a 502.
	http-after-response set-header ${GONE_HEADER} 1 if { status 502 } { txn.sess_term_state -m beg S }
	http-after-response set-status ${GONE} if { status 502 } { txn.sess_term_state -m beg S }
	use_backend door_stream if ${ASKS_FOR_STREAM}
	use_backend door_read if METH_GET
	default_backend door_write

backend door_read from door
	retries 0
${streamsMayBeSilent(idle)}	server app ${server} maxconn ${requestsPerHost}

backend door_write from door
	retries 5
${streamsMayBeSilent(idle)}	server app ${server} maxconn ${requestsPerHost}

backend door_stream from door
	retries 5
${streamsMayBeSilent(idle)}	server app ${server} maxconn ${connectionsPerHost}
`;
}
