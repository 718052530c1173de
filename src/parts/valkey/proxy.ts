import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { KERNEL_GUARDS, NEVER_CALLED } from "../../kit/sandbox.ts";
import { running, unitFile } from "../../kit/unit-file.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { type Content, secretRef, text } from "../../util/content.ts";
import { type CheckTiming, checkWords, haproxyTime } from "../haproxy/check-timing.ts";
import { CACHE_PORTS, FILES, GROUP, PROXY_UNIT, proxyCertificate, SECRETS } from "./names.ts";
import { isReplicated } from "./voters.ts";

/**
 * Of an app host towards the caches. `rise`: a former primary that is back is told of the new one within two seconds, in which its own voter
 * still speaks for it.
 */
export const CACHE_CHECK: CheckTiming = { inter: 0.5, fastinter: 0.9, downinter: 0.5, fall: 2, rise: 3, timeout: 1, connect: 1 };

const CONNECTIONS = 2000;

/** Whether the app of this host has a way to caches. */
export function proxiesCache(host: Host, infra: Infrastructure): boolean {
  return host.roles.includes("app") && infra.cache !== undefined && hostsOf(infra, "cache").length > 0;
}

/**
 * A HAProxy of its own, that does nothing else: it is restarted where the other one would be reloaded. A process that a reload leaves behind
 * checks nobody any more, and keeps its connections to a primary that has been replaced.
 */
export function proxyResources(host: Host, infra: Infrastructure): readonly Resource[] {
  const certificate = proxyCertificate(host);
  const config: Resource = {
    kind: "file",
    path: FILES.proxy,
    content: proxyConfig(host, infra),
    owner: "root:haproxy",
    mode: "0640",
    validate: 'haproxy -c -f "$1"',
  };
  const unit = unitFile(PROXY_UNIT, unitText);
  return [
    certificate,
    config,
    unit,
    running(PROXY_UNIT, {
      restartOn: [certificate, config, unit].map(keyOf).concat(`file:${CA_CERTIFICATE}`),
      ready: `echo 'show info' | socat -t 2 - UNIX-CONNECT:${SOCKET} | grep -q '^Uptime_sec:'`,
    }),
  ];
}

const RUN_FOLDER = "bartizan-cache-proxy";
const SOCKET = `/run/${RUN_FOLDER}/admin.sock`;

/**
 * TLS passes through untouched, so the app verifies the cache itself. A backend for each cache, as each has an answer of its own to look for:
 * that it takes the writes, that its voter names it by its address, and that this voter sees a majority. So nobody is sent to a primary that
 * is cut off from the others and does not know yet that one of them has taken its place.
 */
function proxyConfig(host: Host, infra: Infrastructure): Content {
  const caches = hostsOf(infra, "cache");
  const own = `${proxyCertificate(host).path}.pem`;
  const { connect, timeout } = CACHE_CHECK;
  const ways = caches.map(({ name }) => `	use_backend cache_${name} if { nbsrv(cache_${name}) gt 0 }\n`);
  const backends = caches.map((it) => backend(it, own, isReplicated(infra)));
  return text`# By Bartizan: the app's way to the cache that takes the writes.
global
	zero-warning
	log stdout format raw daemon notice
	stats socket ${SOCKET} mode 600 level admin
	maxconn ${CONNECTIONS}

defaults cache
	mode tcp
	log global
	timeout connect ${haproxyTime(connect)}
	timeout check ${haproxyTime(timeout)}
	# The app and the cache decide how long a connection may idle; dead peers are found by probes.
	timeout client 9h
	timeout server 9h
	option clitcpka
	option srvtcpka
	srvtcpka-idle 10s
	srvtcpka-intvl 5s
	srvtcpka-cnt 3
	option log-health-checks

frontend cache from cache
	bind 127.0.0.1:${CACHE_PORTS.loopback.proxy}
${ways.join("")}	default_backend nobody

# No cache takes writes: said at once, so that the app goes on without one.
backend nobody from cache
	tcp-request content reject
${backends.reduce<Content>((all, one) => text`${all}\n${one}`, [])}`;
}

function backend({ name, address }: Host, own: string, replicated: boolean): Content {
  const voter = text`	tcp-check connect port ${CACHE_PORTS.vote} ssl
${asks(`SENTINEL get-master-addr-by-name ${GROUP}`, `SENTINEL ckquorum ${GROUP}`)}	tcp-check expect string "\\r\\n${address}\\r\\n" comment "its voter names it"
	# With a space behind it: the login and the end are answered alike.
	tcp-check expect string "+OK " comment "its voter sees a majority"
`;
  return text`backend cache_${name} from cache
	option tcp-check
	tcp-check connect port ${CACHE_PORTS.server} ssl
${asks("ROLE")}	tcp-check expect string "\\$6\\r\\nmaster\\r\\n" comment "it takes writes"
${replicated ? voter : ""}	server ${name} ${address}:${CACHE_PORTS.server} ${checkWords(CACHE_CHECK)} check-sni ${name} verifyhost ${name} ca-file ${CA_CERTIFICATE} crt ${own} verify required ssl-min-ver TLSv1.3 tcp-ut 3s on-marked-down shutdown-sessions
`;
}

/** QUIT, so that the connection ends behind the answers: else a check would wait for more of them where the one that it looks for is missing. */
function asks(...questions: readonly string[]): Content {
  return text`	tcp-check send "AUTH check ${secretRef(SECRETS.check)}\\r\\n${questions.map((it) => `${it}\\r\\n`).join("")}QUIT\\r\\n"
`;
}

const unitText = `# By Bartizan.
[Unit]
Description=The app's way to the cache
After=network.target
StartLimitIntervalSec=0

[Service]
Type=notify
ExecStart=/usr/sbin/haproxy -Ws -f ${FILES.proxy}
User=haproxy
Group=haproxy
RuntimeDirectory=${RUN_FOLDER}
RuntimeDirectoryMode=0700
Restart=always
RestartSec=1
# What is open would keep it for hours: apps connect anew.
TimeoutStopSec=2
KillMode=mixed
LimitNOFILE=${CONNECTIONS * 2 + 200}
NoNewPrivileges=yes
CapabilityBoundingSet=
UMask=0077
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
${KERNEL_GUARDS}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
${NEVER_CALLED}

[Install]
WantedBy=multi-user.target
`;
