import { type MemoryUse, memoryOf } from "../../kit/faces/memory.ts";
import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { dropIn, running } from "../../kit/unit-file.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { type FileResource, keyOf, type Resource } from "../../state/resource.ts";
import { type Content, secretRef, text } from "../../util/content.ts";
import type { Cache } from "./language.ts";
import {
  CACHE_DATA,
  CACHE_PORTS,
  CACHE_START_OPTIONS,
  cacheCertificate,
  FILES,
  passwordsOf,
  SCRIPT,
  SECRETS,
  SERVER_UNIT,
} from "./names.ts";
import { isReplicated } from "./voters.ts";

/**
 * What the keys may take of the host's memory. The rest is for connections, for what replicas have not fetched yet, and for pages that change
 * while a child writes all keys down: with a log on disk that happens again and again.
 */
const KEYS = { alone: 0.6, logged: 0.5, shared: 0.15 } as const;

export function keyMemory(host: Host, { cache }: Infrastructure): MemoryUse {
  const shares = { alone: cache?.persistence === "none" ? KEYS.alone : KEYS.logged, shared: KEYS.shared };
  return { what: "the keys of the cache", key: ["cache", "memory"], takes: memoryOf(cache?.memory, host, "cache", shares) };
}

/** The cache itself on one of its hosts. */
export function serverResources(host: Host, infra: Infrastructure, cache: Cache): readonly Resource[] {
  const certificate = cacheCertificate(host);
  const config: FileResource = {
    kind: "file",
    path: FILES.server,
    owner: "root:valkey",
    mode: "0640",
    content: serverConfig(host, infra, cache),
  };
  const users: FileResource = { kind: "file", path: FILES.users, owner: "root:valkey", mode: "0640", content: userList(infra) };
  const unit = dropIn(SERVER_UNIT, unitAdditions);
  return [
    ...forks,
    config,
    users,
    unit,
    running(SERVER_UNIT, {
      restartOn: [config, users, unit].map(keyOf),
      reloadOn: [keyOf(certificate), `file:${CA_CERTIFICATE}`],
      reload: `${SCRIPT} ask CONFIG SET tls-cert-file ${certificate.path}.crt tls-key-file ${certificate.path}.key tls-ca-cert-file ${CA_CERTIFICATE} | grep -q '^OK'`,
      ready: `${SCRIPT} ask PING | grep -q '^PONG'`,
      readySeconds: 60,
    }),
  ];
}

function serverConfig(host: Host, infra: Infrastructure, cache: Cache): Content {
  const { path } = cacheCertificate(host);
  const addresses = [host.address, host.address6].filter((it) => it !== undefined);
  return text`# By Bartizan. Who takes the writes stands nowhere here: ${SCRIPT} asks before each start.
bind 127.0.0.1 ${addresses.join(" ")}
protected-mode no
# TLS or nothing. Who comes says who it is by a password; a certificate need not be shown, and has to be the CA's where it is.
port 0
tls-port ${CACHE_PORTS.server}
tls-cert-file ${path}.crt
tls-key-file ${path}.key
tls-ca-cert-file ${CA_CERTIFICATE}
tls-auth-clients optional
tls-replication yes
tls-protocols "TLSv1.3"
aclfile ${FILES.users}
# Silent peers are found in a minute.
tcp-keepalive 30
timeout 0
maxclients 4000
daemonize no
logfile ""
hide-user-data-from-log yes
dir ${CACHE_DATA}

maxmemory ${keyMemory(host, infra).takes}mb
${cache.persistence === "none" ? IN_MEMORY : ON_DISK}
# Followers log in as one that may copy and no more.
primaryuser replication
primaryauth ${secretRef(SECRETS.replication)}
replica-announce-ip ${host.address}
replica-read-only yes
repl-diskless-sync yes
repl-diskless-sync-delay 0
repl-backlog-size 64mb
repl-timeout 10
${isReplicated(infra) ? "" : "# It is alone: nobody follows.\n"}`;
}

const IN_MEMORY = `# What is full makes room: of a cache that nobody reads from disk again any key may go, those not used for longest first.
maxmemory-policy allkeys-lru
save ""
appendonly no
# The copy by which a replica began would come back to life at its next start, however old.
rdb-del-sync-files yes
`;

const ON_DISK = `# What is to outlive a restart is not thrown away to make room: a cache that is full refuses writes, and an alert says so before.
maxmemory-policy noeviction
save ""
appendonly yes
appendfsync everysec
`;

/**
 * What each account may do, and no more. The app may do with the keys what it likes, one by one; what rules the server, shows the others or
 * empties it all at once is not among that. What some clients ask for when they connect is.
 */
function userList(infra: Infrastructure): Content {
  const replicated = isReplicated(infra);
  const user = (name: string, secret: string, rules: string): Content =>
    text`user ${name} on ${passwordsOf(secret, infra)} sanitize-payload ${rules}\n`;
  const lists = [
    user("default", SECRETS.app, "~* &* +@all -@admin -@dangerous +info +sort +sort_ro +restore"),
    user("exporter", SECRETS.exporter, "resetchannels -@all +ping +info +slowlog|len +latency|latest +client|setname"),
    user("check", SECRETS.check, "resetchannels -@all +role"),
    user("host", SECRETS.host, "resetchannels -@all +ping +info +role +client|pause +config|set"),
    ...(replicated
      ? [
          user("replication", SECRETS.replication, "resetchannels -@all +ping +psync +replconf"),
          user(
            "vote",
            SECRETS.vote,
            "resetchannels &__sentinel__:hello -@all +ping +info +role +publish +subscribe +multi +exec +slaveof +replicaof +config|rewrite +client|setname +client|setinfo +client|kill +script|kill",
          ),
        ]
      : []),
  ];
  return lists.reduce<Content>((all, one) => text`${all}${one}`, []);
}

const unitAdditions = `# By Bartizan.
[Unit]
# At the end of the machine it hands over before its voter goes.
After=valkey-sentinel.service network-online.target
Wants=network-online.target
# Five crashes within ten seconds would leave it down for good.
StartLimitIntervalSec=0

[Service]
EnvironmentFile=-${CACHE_START_OPTIONS}
ExecStartPre=-+${SCRIPT} before
ExecStart=
ExecStart=/usr/bin/valkey-server ${FILES.server} --supervised systemd --daemonize no $CACHE_OPTIONS
ExecStop=-+${SCRIPT} stop
RestartSec=1
TimeoutStartSec=5min
TimeoutStopSec=1min
# When memory runs out, other processes go first.
OOMScoreAdjust=-500
`;

/**
 * A replica's first copy and the log that is made anew are a child's work, who sees the memory of that moment: twice as much on paper. A
 * kernel that counts paper refuses it.
 */
const forks: readonly Resource[] = [
  { kind: "file", path: FILES.sysctl, content: ["# By Bartizan: Valkey forks to write its keys down.\nvm.overcommit_memory = 1\n"] },
  {
    kind: "command",
    id: "cache-overcommit",
    title: "memory that Valkey's children share",
    // A container has the setting of its machine.
    check: ['if [ -e /run/systemd/container ] || [ "$(cat /proc/sys/vm/overcommit_memory)" = 1 ]; then echo shared; fi'],
    want: "shared",
    apply: [`sysctl -q -p ${FILES.sysctl}`],
  },
];
