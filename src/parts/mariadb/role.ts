import { confinedScript } from "../../kit/sandbox.ts";
import { unitFile } from "../../kit/unit-file.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import type { Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import { shellWords } from "../../util/shell.ts";
import { DATA, MASTER_INFO, PEER_OPTIONS, ROLE_SCRIPT, ROLE_UNIT, SEEDING, START_OPTIONS } from "./names.ts";
import { peerOptions } from "./remote.ts";
import { waitsForReplica } from "./semi-sync.ts";
import { CLIENT, LET_WRITES_IN } from "./sql.ts";
import { votersFunction } from "./voters.ts";

/**
 * Who accepts writes after a restart is read from the data and asked of the other database hosts, never of a file: the file of a
 * primary that was replaced while it was down would still say what was right before. So a primary comes back read-only, and lets
 * writes in when enough of the others follow it and none says that another one has taken its place.
 */
export function roleResources(host: Host, infra: Infrastructure): readonly Resource[] {
  const others = hostsOf(infra, "database").filter((it) => it.name !== host.name);
  return [
    ...(others.length === 0 ? [] : [{ kind: "file", path: PEER_OPTIONS, content: peerOptions(), mode: "0600" } as const]),
    { kind: "file", path: ROLE_SCRIPT, content: text`${roleScript(host, others, infra)}`, mode: "0755" },
    unitFile(ROLE_UNIT, UNIT_TEXT),
  ];
}

const UNIT_TEXT = `# Written by Bartizan. Started by mariadb.service whenever that has come up.
[Unit]
Description=Lets writes into this host's MariaDB if the other database hosts follow it
After=mariadb.service network.target
PartOf=mariadb.service
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${ROLE_SCRIPT} after
Restart=on-failure
RestartSec=2
# It looks into MariaDB's folder, and asks the other database hosts.
${confinedScript({ capabilities: ["CAP_DAC_READ_SEARCH"], families: ["AF_INET", "AF_INET6"] })}`;

/**
 * awk program: from what another host says (its `read_only`, then its replication status) to one word. `follows` only while its
 * receiving thread is on: promotion stops these threads before anything else, and a primary that comes back in the middle of one
 * must stay closed. Exported for its test.
 */
export function peerJudgement(own: readonly string[]): string {
  return `
{ at = index($0, ": "); key = substr($0, 1, at - 1); gsub(/^ +/, "", key); if (at > 0) v[key] = substr($0, at + 2) }
END {
  if (!("read_only" in v)) print "silent"
  else if ("Master_Host" in v && (${own.map((it) => `v["Master_Host"] != "${it}"`).join(" && ")})) print "elsewhere"
  else if (v["read_only"] == "0") print "promoted"
  else if (!("Master_Host" in v)) print "none"
  else if (v["Slave_IO_Running"] == "No") print "stopped"
  else print "follows"
}`;
}

function roleScript(host: Host, others: readonly Host[], infra: Infrastructure): string {
  const semiSync = waitsForReplica(infra);
  const own = [host.address, ...(host.address6 === undefined ? [] : [host.address6])];
  return `#!/bin/sh
# Written by Bartizan. \`before\` MariaDB starts: how it is to recover. \`after\`: whether it may accept writes.
set -u
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

# Not a replica, and with data: this host was the primary when it stopped.
was_primary() { [ ! -e ${MASTER_INFO} ] && [ ! -e ${SEEDING} ] && [ -d ${DATA}/${infra.database?.name ?? infra.name} ]; }

peer() {
  timeout 5 mariadb --defaults-file=${PEER_OPTIONS} --host="$1" --port=${PORTS.database} --connect-timeout=3 --batch \\
    --execute='SELECT @@global.read_only AS read_only\\G SHOW REPLICA STATUS\\G' 2>/dev/null | awk '${peerJudgement(own)}'
}

${votersFunction(others.map((it) => it.address))}

# Sets \`replaced\`, \`silent\`; of those who have ever followed: \`following\`, and with this host more than half of all: \`needed\`.
ask() {
  replaced='' following=0 silent=0
  voters=" $(voters) "
  needed=$((($(echo "$voters" | wc -w) + 1) / 2))
  for address in ${shellWords(others.map((it) => it.address))}; do
    case "$(peer "$address")" in
      promoted) replaced="$address accepts writes" ;;
      elsewhere) replaced="$address follows another host" ;;
      follows) case "$voters" in *" $address "*) following=$((following + 1)) ;; esac ;;
      none | stopped) ;;
      *) silent=$((silent + 1)) ;;
    esac
  done
}

sql() { timeout 10 ${CLIENT} --batch --skip-column-names --raw; }

case "$1" in
before)
  rm -f ${START_OPTIONS}
  was_primary || exit 0
  # A primary that crashed may hold commits that were never acknowledged. If another took its place they must not come to life: it
  # recovers as a replica does, which cuts them off (init_rpl_role, since 10.11.9).
  tries=0
  while :; do
    ask
    [ -z "$replaced" ] || { echo "MYSQLD_OPTS=--init-rpl-role=SLAVE" >${START_OPTIONS}; echo "recovers as a replica: $replaced"; exit 0; }
    tries=$((tries + 1))
    [ "$silent" -ne 0 ] && [ "$silent" -eq ${others.length} ] && [ "$tries" -lt 5 ] || exit 0
    sleep 1
  done
  ;;
after)
  told=
  while :; do
    # Somebody else decided meanwhile: it is a replica now, or \`bartizan up\` has opened it.
    [ ! -e ${MASTER_INFO} ] || exit 0
    state=$(echo 'SELECT @@global.read_only' | sql 2>/dev/null) || state=
    [ "$state" != 0 ] || exit 0
    if was_primary && [ "$state" = 1 ]; then
      ask
      if [ -n "$replaced" ]; then
        echo "stays read-only: $replaced. \\\`bartizan up\\\` makes this host a replica again."
        exit 0
      fi
      if [ "$following" -ge "$needed" ]; then
        wait_for=
        ${semiSync ? `[ "$needed" -eq 0 ] || wait_for='SET GLOBAL rpl_semi_sync_master_enabled = 1; '` : ":"}
        echo "\${wait_for}${LET_WRITES_IN}" | sql || exit 1
        echo "accepts writes: $following others follow, $needed are needed"
        exit 0
      fi
      [ -n "$told" ] || echo "stays read-only until $needed of $(echo "$voters" | wc -w) others follow this host"
      told=yes
    fi
    sleep 1
  done
  ;;
esac
`;
}
