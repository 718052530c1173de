import { writersInOrder } from "../../../model/database.ts";
import type { Host, Infrastructure } from "../../../model/infrastructure.ts";
import { PORTS } from "../../../model/ports.ts";
import type { CommandResource } from "../../../state/resource.ts";
import { ALL_JOURNALS } from "../../../state/unit-shell.ts";
import { text } from "../../../util/content.ts";
import { DATA, SOCKET, UNIT } from "../server/names.ts";
import { CLIENT, client, feed } from "../server/sql.ts";
import { JOINING, MEMBER } from "./names.ts";

export interface MemberInputs {
  /** Name of the host. */
  readonly host: string;
  /** Addresses of the other nodes. */
  readonly others: readonly string[];
}

export function memberInputs(host: Host, infra: Infrastructure): MemberInputs {
  const others = writersInOrder(infra).filter((it) => it.name !== host.name);
  return { host: host.name, others: others.map((it) => it.address) };
}

/** Seconds to wait for a cluster that another host is starting. */
const START_SECONDS = 180;
/** Seconds in which a node that runs has to find the others again. */
const REJOIN_SECONDS = 30;

/**
 * Prints `member` if the server of this host belongs to a majority and answers queries. SHOW and SELECT 1 are answered without a
 * majority, too, so the server's own state is asked for.
 */
const STATUS = `SELECT IF(SUM(VARIABLE_NAME = 'WSREP_CLUSTER_STATUS' AND VARIABLE_VALUE = 'Primary') = 1 AND SUM(VARIABLE_NAME = 'WSREP_READY' AND VARIABLE_VALUE = 'ON') = 1, 'member', 'apart')
FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('WSREP_CLUSTER_STATUS', 'WSREP_READY');`;

/** `Disconnected` when the server has given up the group for good, as after a transfer that broke off. Without a majority it is `non-Primary`. */
export const CONNECTION = "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'WSREP_CLUSTER_STATUS';";

/** Shell command that succeeds once the server of this host is a member that serves. */
export const READY = `[ "$(timeout 5 ${CLIENT} --batch --skip-column-names --execute=${JSON.stringify(
  STATUS.replaceAll("\n", " "),
)} 2>/dev/null)" = member ]`;

/** Comes before the unit: without a cluster that it could join, a node would wait in vain. */
export function memberCommand(inputs: MemberInputs): CommandResource {
  return {
    kind: "command",
    id: MEMBER,
    title: `${inputs.host} is a member of the cluster`,
    check: text`[ -S ${SOCKET} ] || exit 0
${client(5)}
${feed("sql", text`${STATUS}`)}`,
    want: "member",
    apply: joinScript(inputs),
  };
}

/**
 * A node that does not run is started by its unit as soon as there is somebody to join. One that runs has to find the others by itself,
 * unless it has given them up.
 */
export function joinScript({ host, others }: MemberInputs): CommandResource["apply"] {
  return text`${client(5)}
status() {
${feed("sql", text`${STATUS}`)}}
connection() {
${feed("sql", text`${CONNECTION}`)}}
member() { [ "$(status 2>/dev/null)" = member ]; }
listens() {
  for address in ${others.join(" ")}; do
    timeout 3 socat -u OPEN:/dev/null "TCP:$address:${PORTS.cluster},connect-timeout=2" 2>/dev/null && return 0
  done
  return 1
}
nobody() { echo "no other node of the cluster answers for ${START_SECONDS} s, so ${host} has nobody to join."; }
${WAIT}
${SHOW}
# A server from before the cluster: what it holds is in the cluster, or it would not be let go. Its unit starts it as a node.
if systemctl is-active --quiet ${UNIT} && [ "$(echo 'SELECT @@global.wsrep_on' | sql)" = 0 ]; then
  wait_for ${START_SECONDS} listens || { nobody; exit 1; }
  systemctl stop ${UNIT}
  touch ${JOINING}
  rm -f ${FORMER}
  exit 0
fi
if systemctl is-active --quiet ${UNIT}; then
  if [ "$(connection 2>/dev/null)" = Disconnected ]; then
    echo "${host} has left the group; only a new start lets it join again."
    systemctl restart ${UNIT} || { show; exit 1; }
  fi
  wait_for ${REJOIN_SECONDS} member || { show; echo "${host} runs and belongs to no majority: it cannot reach the other nodes, or they do not run."; exit 1; }
  exit 0
fi
wait_for ${START_SECONDS} listens || { nobody; exit 1; }`;
}

/** What a primary or replica leaves behind that a node must not find: whom it followed, and logs that nobody purges any more. */
const FORMER = ["master.info", "relay-log.info", "multi-master.info", "relay.*", "bin.*", "bartizan-voters"]
  .map((name) => `${DATA}/${name}`)
  .join(" ");

/** Makes a new cluster of this node alone, which the others then join. What its server holds already is what the cluster begins with. */
export function newClusterScript(host: string): CommandResource["apply"] {
  return text`${SHOW}
systemctl reset-failed ${UNIT} 2>/dev/null || :
echo "${host} starts a new cluster."
galera_new_cluster || { show; exit 1; }
rm -f ${FORMER}`;
}

export const WAIT = `wait_for() {
  end=$(($(date +%s) + $1))
  until "$2"; do
    [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 0.5
  done
}`;

export const SHOW = `show() { journalctl -q --no-pager '${ALL_JOURNALS}' -o cat -n 20 -u ${UNIT} --since=-90s || :; }`;
