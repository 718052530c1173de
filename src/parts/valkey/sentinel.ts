import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { dropIn, running } from "../../kit/unit-file.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { type FileResource, keyOf, type Resource } from "../../state/resource.ts";
import { type Content, secretRef, text } from "../../util/content.ts";
import { CACHE_DATA, CACHE_PORTS, cacheCertificate, FILES, GROUP, passwordsOf, SCRIPT, SECRETS, VOTE_STATE, VOTE_UNIT } from "./names.ts";
import { VOTE_TIMING } from "./voters.ts";

/** One of those who agree on the cache that takes the writes. `script`: what tells it whom there is. */
export function voterResources(host: Host, infra: Infrastructure, script: FileResource): readonly Resource[] {
  const settings: FileResource = { kind: "file", path: FILES.vote, owner: "root:valkey", mode: "0640", content: voterSettings(host) };
  const users: FileResource = { kind: "file", path: FILES.voters, owner: "root:valkey", mode: "0640", content: voterUsers(infra) };
  const unit = dropIn(VOTE_UNIT, unitAdditions);
  return [
    settings,
    users,
    unit,
    running(VOTE_UNIT, {
      // Who has come and gone it learns by a start: it remembers the rest.
      restartOn: [...[script, settings, users, unit, cacheCertificate(host)].map(keyOf), `file:${CA_CERTIFICATE}`],
      ready: `${SCRIPT} ask-voter PING | grep -q '^PONG'`,
      readySeconds: 30,
    }),
  ];
}

/** What it is to be, whatever it remembers. Its program writes what it learns into a file of its own, which begins with this. */
function voterSettings(host: Host): Content {
  const { path } = cacheCertificate(host);
  const addresses = [host.address, host.address6].filter((it) => it !== undefined);
  return text`# By Bartizan: what ${VOTE_STATE} begins with.
bind 127.0.0.1 ${addresses.join(" ")}
protected-mode no
port 0
tls-port ${CACHE_PORTS.vote}
tls-cert-file ${path}.crt
tls-key-file ${path}.key
tls-ca-cert-file ${CA_CERTIFICATE}
tls-auth-clients yes
tls-replication yes
tls-protocols "TLSv1.3"
aclfile ${FILES.voters}
daemonize no
logfile ""
dir ${CACHE_DATA}
sentinel announce-ip ${host.address}
sentinel announce-port ${CACHE_PORTS.vote}
sentinel sentinel-user vote
sentinel sentinel-pass ${secretRef(SECRETS.vote)}
sentinel auth-user ${GROUP} vote
sentinel auth-pass ${GROUP} ${secretRef(SECRETS.vote)}
sentinel down-after-milliseconds ${GROUP} ${VOTE_TIMING.down * 1000}
sentinel failover-timeout ${GROUP} ${VOTE_TIMING.failover * 1000}
sentinel parallel-syncs ${GROUP} 1
sentinel deny-scripts-reconfig yes
`;
}

function voterUsers(infra: Infrastructure): Content {
  return text`user default off resetchannels -@all
user vote on ${passwordsOf(SECRETS.vote, infra)} resetchannels &* -@all +ping +auth +hello +publish +subscribe +client|setname +client|setinfo +sentinel|is-master-down-by-addr +sentinel|is-primary-down-by-addr
user check on ${passwordsOf(SECRETS.check, infra)} resetchannels -@all +sentinel|get-master-addr-by-name +sentinel|ckquorum
user host on ${passwordsOf(SECRETS.host, infra)} resetchannels -@all +ping +sentinel|master +sentinel|failover
`;
}

const unitAdditions = `# By Bartizan.
[Unit]
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStartPre=-+${SCRIPT} vote
ExecStart=
ExecStart=/usr/bin/valkey-sentinel ${VOTE_STATE} --supervised systemd --daemonize no
RestartSec=1
`;
