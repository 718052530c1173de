import { CA_CERTIFICATE } from "../../kit/pki.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import type { FileResource } from "../../state/resource.ts";
import { CERTIFICATE, START_OPTIONS } from "../mariadb/names.ts";
import { BEGIN_SCRIPT, nodesOf, POSITION, POSITION_FOLDER, STATE, VIEW } from "./names.ts";

// After an orderly stop of all nodes nobody is left whom one could join, and nobody remembers a view of the group that could be restored
// (a power cut leaves one on every node). Galera notes on the last node to leave that it may begin; that it is the last, and that nobody
// began anything since, is for the nodes to find out from each other. So each says, before its server starts, where it stands.

/**
 * Seconds after which the node that may begin joins whoever takes part in the group and does not say so. As long as there is nobody like
 * that it goes on waiting: a start that finds nobody would lose the note that it may begin. Systemd ends such a start after 15 minutes,
 * and makes the next one.
 */
const PATIENCE_SECONDS = 300;
/** For which another one waits for that node to have begun. */
const FOLLOWER_SECONDS = 60;

/**
 * awk program over the positions of the other nodes, a line each (empty for one that does not answer): what the node of this host does,
 * whose own position is in \`history\` and \`seqno\`. \`begin\`: it makes the cluster. \`join\`: somebody else has, or is to. \`wait\`: nobody knows yet.
 * Exported for its test.
 */
export const VERDICT = `
$1 == "member" || $1 == "beginning" { found = 1; next }
$1 == "view" || ($1 == "at" && $2 != history) { other = 1; next }
$1 == "at" && $3 + 0 > seqno + 0 { behind = 1; next }
# Two that may begin: nobody can have made that but a person, who is to say which.
$1 == "at" && $4 == "1" { twice = 1; next }
$1 == "at" { next }
{ silent = 1 }
END {
  if (found || other || behind || twice) print "join"
  else if (silent) print "wait"
  else print "begin"
}`;

export function beginScript(host: Host, infra: Infrastructure): string {
  const others = nodesOf(infra).filter((it) => it.name !== host.name);
  const asks = others.map((it) => `  ask ${it.name} ${it.address}`).join("\n");
  return `#!/bin/sh
# Written by Bartizan. \`before\` MariaDB starts, and \`after\` it has ended: says to the other nodes where this one stands. Before, it also
# makes the cluster when all have left it in order: if this node was the last, has the most, and all others say that they do not run.
set -u
# nginx reads what it says.
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

field() { sed -n "s/^$1: *//p" ${STATE} 2>/dev/null; }

# Not the time of day: that jumps while a machine starts.
uptime_seconds() { cut -d. -f1 /proc/uptime; }
waited_less() { [ $(($(uptime_seconds) - begun)) -lt "$1" ]; }

say() {
  install -d -o mysql -g mysql -m 0755 ${POSITION_FOLDER}
  printf '%s\\n' "$*" >${POSITION}.new && mv -f ${POSITION}.new ${POSITION}
}

# Sets \`history\`, \`seqno\`, \`last\`: nothing where the node does not know.
where() {
  history=$(field uuid) seqno=$(field seqno) last=$(field safe_to_bootstrap)
  [ "$seqno" = -1 ] || return 0
  history='' seqno='' last=0
}

# After a crash, or a start that found nobody, InnoDB alone knows. It is asked as at every start of the unit.
recover() {
  [ -z "$seqno" ] && [ -e ${STATE} ] || return 0
  found=$(cd / && runuser -u mysql -- /usr/bin/galera_recovery 2>/dev/null | sed -n 's/^--wsrep_start_position=\\([0-9a-f-]*\\):\\([0-9][0-9]*\\).*/\\1 \\2/p')
  [ -z "$found" ] || { history=\${found% *} seqno=\${found#* }; }
}

say_where() {
  if [ -e ${VIEW} ]; then say view
  elif [ -n "$history" ] && [ -n "$seqno" ]; then say at "$history" "$seqno" "$last"
  else say unknown
  fi
}

ask() { # name address
  curl -sf --max-time 2 --cacert ${CA_CERTIFICATE} --cert ${CERTIFICATE}.crt --key ${CERTIFICATE}.key --resolve "$1:${PORTS.galeraHealth}:$2" \\
    "https://$1:${PORTS.galeraHealth}/position" | head -c 200 | head -n 1 | grep . || unsaid "$2"
}
unsaid() { # address
  timeout 3 socat -u OPEN:/dev/null "TCP:$1:${PORTS.galera},connect-timeout=2" 2>/dev/null && echo listening || echo
}
others() {
${asks}
}

case "$1" in
before)
  rm -f ${START_OPTIONS}
  # Somebody has decided that it begins.
  [ -z "\${_WSREP_NEW_CLUSTER:-}" ] || { say beginning; exit 0; }
  where
  recover
  say_where
  [ ! -e ${VIEW} ] || exit 0
  begun=$(uptime_seconds)
  if [ "$last" != 1 ]; then
    # The one that may begin is there: a server that starts before it has begun finds nobody, looks for a minute, and ends.
    while waited_less ${FOLLOWER_SECONDS} && others | grep -qE '^(beginning|at [0-9a-f-]+ [0-9]+ 1)$'; do
      sleep 1
    done
    exit 0
  fi
  echo "left the cluster last, and asks all others where they stand"
  while :; do
    case "$(others | awk -v history="$history" -v seqno="$seqno" '${VERDICT}')" in
      begin)
        say beginning
        echo "makes the cluster: this node left it last, at $seqno, and all others are there and do not run"
        echo '_WSREP_NEW_CLUSTER=--wsrep-new-cluster' >${START_OPTIONS}
        exit 0
        ;;
      join) exit 0 ;;
    esac
    waited_less ${PATIENCE_SECONDS} || ! others | grep -qx listening || exit 0
    sleep 2
  done
  ;;
after)
  rm -f ${START_OPTIONS}
  where
  say_where
  ;;
esac
exit 0
`;
}

/** What makes the cluster again after all nodes were stopped in order; a cluster of one has nobody to ask. */
export function beginResource(host: Host, infra: Infrastructure): FileResource {
  return { kind: "file", path: BEGIN_SCRIPT, content: [beginScript(host, infra)], mode: "0755", validate: 'sh -n "$1"' };
}
