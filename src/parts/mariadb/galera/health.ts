import type { WebServer } from "../../../kit/part.ts";
import { hostCertificate, subjectOf } from "../../../kit/pki.ts";
import { databaseProxyCertificate } from "../../../kit/upstream.ts";
import { writersInOrder } from "../../../model/database.ts";
import { type Host, hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { PORTS } from "../../../model/ports.ts";
import type { CertificateResource } from "../../../state/resource.ts";
import { clientsVerified } from "../../nginx/clients-verified.ts";
import { databaseCertificate } from "../server/names.ts";
import { LEFT, POSITION, POSITION_FOLDER, STATE_FOLDER } from "./names.ts";

/** With what a node shows the app hosts' proxies who it is. */
function stateCertificate(host: Host): CertificateResource {
  return hostCertificate(host, "/etc/bartizan/pki/database-state", "database-state", {
    names: [`DNS:${host.name}`, `IP:${host.address}`],
    usage: ["server"],
  });
}

/** What stands at http level: the subjects of those who may ask. */
function stateMap(infra: Infrastructure): string {
  const allowed = (name: string, subjects: readonly string[]): string => `map $ssl_client_s_dn $${name} {
    default 0;
${subjects.map((it) => `    "${it}" 1;\n`).join("")}}
`;
  const proxies = hostsOf(infra, "app").map((host) => subjectOf(databaseProxyCertificate(host)));
  const nodes = writersInOrder(infra).map((host) => subjectOf(databaseCertificate(host)));
  return `${allowed("from_database_proxy", proxies)}${allowed("from_database_node", nodes)}`;
}

/**
 * MariaDB writes its state into a file whenever it changes; nginx shows that file, and to the other nodes how far this one is. Nothing
 * else.
 */
function stateServer(host: Host): string {
  const { path } = stateCertificate(host);
  return `# What the database node of this host is, for the proxies of the app hosts, and how far it is, for the other nodes.
server {
    listen ${host.address}:${PORTS.clusterHealth} ssl;
    server_name ${host.name};
    access_log off;

${clientsVerified(path)}
    location / {
        return 404;
    }

    location = /state {
        if ($from_database_proxy = 0) {
            return 403;
        }
        root ${STATE_FOLDER};
        default_type text/plain;
    }

    location = /position {
        if ($from_database_node = 0) {
            return 403;
        }
        root ${POSITION_FOLDER};
        default_type text/plain;
    }
}
`;
}

/** With it nginx tells the others what the node of a host is. */
export function stateTeller(host: Host, infra: Infrastructure): WebServer {
  return { certificate: stateCertificate(host), blocks: [stateMap(infra), stateServer(host)] };
}

/**
 * Called by MariaDB whenever its state changes. Its own state file (wsrep_status_file) can be read by nobody but itself, and holds
 * lines of its log besides. A donor goes on serving: mariadb-backup blocks nothing. It must not fail, or wait.
 */
export const NOTIFY_SCRIPT = `#!/bin/sh
# Written by Bartizan.
status='' primary=''
while [ $# -gt 0 ]; do
  case "$1" in
    --status) status=$2; shift ;;
    --primary) primary=$2; shift ;;
  esac
  shift
done
case "$status" in
  [Ss]ynced | [Dd]onor) state=member ;;
  *) state=apart ;;
esac
umask 022
case "$status" in
  [Dd]isconnected) : >${LEFT} ;;
  *) rm -f ${LEFT} ;;
esac
# Whoever belongs to a majority may go on at any time: what it said before its start no longer counts.
case "$primary $state" in
  "yes "* | *" member") echo member >${POSITION}.new && mv -f ${POSITION}.new ${POSITION} ;;
esac
printf 'state: %s\\nstatus: %s\\n' "$state" "$status" >${STATE_FOLDER}/state.new && mv -f ${STATE_FOLDER}/state.new ${STATE_FOLDER}/state
exit 0
`;
