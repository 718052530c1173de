import type { Content } from "../../../util/content.ts";
import { text } from "../../../util/content.ts";
import { MASTER_INFO, SEEDING, UNIT } from "../server/names.ts";
import { OWN_SCHEMA } from "../server/own-schema.ts";
import { client } from "../server/sql.ts";
import { READY, SHOW, WAIT } from "./member.ts";
import { GROUP_STATE, JOINING, TRANSFER_MARK, VIEW } from "./names.ts";

/** What a node is found to be when somebody has to decide how the cluster starts. */
export type NodeState =
  /** It belongs to a majority and serves. */
  | { readonly is: "member" }
  /** Its server runs, or is being started by systemd, and belongs to no majority. */
  | { readonly is: "waiting" }
  /** Its server does not run, but it was a member once. */
  | { readonly is: "stopped" }
  /** It was never a member and holds no data but MariaDB's own. */
  | { readonly is: "empty" }
  /** It was never a member and holds a schema that MariaDB did not make itself: a database of its own. */
  | { readonly is: "foreign" }
  /** It was never a member and holds a copy of another database, which it follows: the address of that, and nothing that it wrote itself. */
  | { readonly is: "replica"; readonly of: string };

/** The last commit that a node has: the cluster's history, and how far the node got in it. */
export interface Position {
  readonly history: string;
  readonly seqno: number;
  /** Galera itself says that it was the last one to leave. */
  readonly last: boolean;
}

export type Decision =
  /** There is a cluster, or nothing to decide: whoever is missing joins. */
  | { readonly kind: "join" }
  /** There has never been a cluster: this node makes it, of the database that it holds, if there is one. */
  | { readonly kind: "new"; readonly on: string }
  /** There was one and nobody runs it: their positions have to be compared. */
  | { readonly kind: "recover" }
  | { readonly kind: "refuse"; readonly found: string }
  /** It would lose data by joining: the operator has to save or drop them there. */
  | { readonly kind: "erase"; readonly found: string };

/**
 * What is to be done, by what all nodes are; `undefined` for a node that could not be looked at. `order`: who starts a new cluster comes
 * first. `addressOf`: by which address replicas know a node.
 */
export function decideStart(
  nodes: ReadonlyMap<string, NodeState | undefined>,
  order: readonly string[],
  addressOf: (name: string) => string | undefined,
  override?: string,
): Decision {
  const names = (is: NodeState["is"]): readonly string[] => order.filter((name) => nodes.get(name)?.is === is);
  const follows = (addresses: readonly (string | undefined)[], name: string): boolean => {
    const its = nodes.get(name);
    return its?.is === "replica" && addresses.includes(its.of);
  };
  if (names("member").length > 0) {
    const erased = [
      ...names("foreign").map(owns),
      ...names("replica")
        .filter((name) => !follows(order.map(addressOf), name))
        .map(strays),
    ];
    return erased.length === 0 ? { kind: "join" } : { kind: "erase", found: erased.join(", ") };
  }
  if (override !== undefined) {
    const its = nodes.get(override);
    if (its === undefined) return { kind: "refuse", found: `${override}, which is to start the cluster, could not be looked at` };
    return isNode(its) ? { kind: "recover" } : { kind: "new", on: override };
  }
  const unseen = order.filter((name) => nodes.get(name) === undefined);
  if (unseen.length > 0) {
    return {
      kind: "refuse",
      found: `no node runs the cluster, and ${unseen.join(", ")} could not be looked at: it may have the latest commits`,
    };
  }
  const foreign = names("foreign");
  const replicas = names("replica");
  // A primary becomes the cluster, and whoever has nothing but a copy of it joins: that is what its file asks for, and nothing is lost.
  const [primary] = foreign;
  const copies = (name: string): boolean =>
    nodes.get(name)?.is === "empty" || (primary !== undefined && follows([addressOf(primary)], name));
  if (primary !== undefined && order.every((name) => name === primary || copies(name))) return { kind: "new", on: primary };
  if (foreign.length + replicas.length > 0) {
    const erased = [...foreign.map(owns), ...replicas.filter((name) => !copies(name)).map(strays)];
    return { kind: "refuse", found: `no node runs the cluster, and joining would erase data: ${erased.join(", ")}` };
  }
  const [first] = order;
  if (names("empty").length === order.length && first !== undefined) return { kind: "new", on: first };
  return { kind: "recover" };
}

const owns = (name: string): string => `${name} has a database of its own`;
const strays = (name: string): string => `${name} has a copy of one that is no other node's`;

function isNode({ is }: NodeState): boolean {
  return is === "member" || is === "waiting" || is === "stopped";
}

/** Which node has the most: the highest position, among equals the one that left last. `undefined` for a node without a position. */
export function mostAdvanced(
  positions: ReadonlyMap<string, Position | undefined>,
  order: readonly string[],
): { readonly start: string } | { readonly refuse: string } {
  const known = order.flatMap((name) => {
    const position = positions.get(name);
    return position === undefined ? [] : [{ name, ...position }];
  });
  const histories = [...new Set(known.map((it) => it.history))];
  if (histories.length > 1) {
    const list = known.map((it) => `${it.name} at ${it.history}:${it.seqno}`).join(", ");
    return { refuse: `the nodes come from different clusters (${list}), so that none of them has everything` };
  }
  // In this order: the first of several that are equal stays.
  const best = known.reduce<(typeof known)[number] | undefined>(
    (a, b) => (a === undefined || b.seqno > a.seqno || (b.seqno === a.seqno && b.last && !a.last) ? b : a),
    undefined,
  );
  return best === undefined ? { refuse: "no node knows what its last commit was" } : { start: best.name };
}

const NEVER = "00000000-0000-0000-0000-000000000000";

/** Script that prints what the node of this host is: only reads. */
export function surveyScript(): Content {
  return text`${OWN_SCHEMA}
if ${READY}; then echo member; exit 0; fi
case "$(systemctl show -p ActiveState --value ${UNIT} 2>/dev/null)" in
  active|activating|reloading|deactivating) run=waiting ;;
  *) run=stopped ;;
esac
history=$(sed -n 's/^uuid: *//p' ${GROUP_STATE} 2>/dev/null)
if [ -n "$history" ] && [ "$history" != ${NEVER} ]; then echo "$run"; exit 0; fi
# The first copy was being made when it ended: what is there is worth nothing.
if [ -n "$history" ] || [ -e ${TRANSFER_MARK} ] || [ -e ${JOINING} ] || [ -e ${SEEDING} ]; then echo empty; exit 0; fi
[ -n "$(own_schema schema)" ] || { echo empty; exit 0; }
[ -e ${MASTER_INFO} ] || { echo foreign; exit 0; }
${client(5)}
own=$(echo 'SELECT @@global.server_id, @@global.gtid_binlog_state, @@global.gtid_slave_pos' | sql 2>/dev/null | awk -F'\t' '${OWN_TRANSACTIONS}')
# A server that does not answer may have some.
[ "$own" = none ] && echo "replica $(sed -n 4p ${MASTER_INFO})" || echo foreign`;
}

/** awk program over \`server_id\`, \`gtid_binlog_state\` and \`gtid_slave_pos\`: whether a replica wrote what it did not read from its primary. */
const OWN_TRANSACTIONS = `{
  count = split($3, reached, ",")
  for (i = 1; i <= count; i++) if (split(reached[i], p, "-") == 3) upto[p[1]] = p[3] + 0
  own = "none"
  count = split($2, written, ",")
  for (i = 1; i <= count; i++) if (split(written[i], p, "-") == 3 && p[2] == $1 && p[3] + 0 > upto[p[1]]) own = "some"
  print own
}`;

/** What the survey printed; undefined for anything else. */
export function parseNode(output: string): NodeState | undefined {
  const is = output.trim();
  const [, of] = /^replica (\S+)$/.exec(is) ?? [];
  if (of !== undefined) return { is: "replica", of };
  return is === "member" || is === "waiting" || is === "stopped" || is === "empty" || is === "foreign" ? { is } : undefined;
}

/**
 * Script that ends the server of this host, which serves nobody, and prints its position `HISTORY SEQNO LAST`; nothing when it has
 * none. All nodes are ended before one is started: two that found each other meanwhile would be a second cluster.
 */
export function positionScript(): Content {
  return text`timeout 20 systemctl stop ${UNIT} || { systemctl kill --signal=KILL ${UNIT}; systemctl stop ${UNIT}; }
systemctl reset-failed ${UNIT} 2>/dev/null || :
field() { sed -n "s/^$1: *//p" ${GROUP_STATE} 2>/dev/null; }
history=$(field uuid)
[ -n "$history" ] && [ "$history" != ${NEVER} ] || exit 0
seqno=$(field seqno)
if [ "$seqno" = -1 ]; then
  # After a crash only InnoDB knows. It is asked as at every start of the unit.
  position=$(runuser -u mysql -- /usr/bin/galera_recovery 2>/dev/null | sed -n 's/^--wsrep_start_position=//p')
  history=\${position%%:*}
  seqno=\${position#*:}
  seqno=\${seqno%%,*}
fi
[ -n "$history" ] && [ "$history" != ${NEVER} ] && [ "$seqno" != -1 ] || exit 0
echo "$history $seqno $(field safe_to_bootstrap)"`;
}

export function parsePosition(output: string): Position | undefined {
  const match = /^([0-9a-f-]{36}) (\d+) ([01])?$/m.exec(output.trim());
  if (match === null) return undefined;
  return { history: match[1] ?? "", seqno: Number(match[2]), last: match[3] === "1" };
}

/** Script that starts the cluster again from the node of this host. */
export function restartScript(): Content {
  return text`${WAIT}
${SHOW}
ready() { ${READY}; }
sed -i 's/^safe_to_bootstrap:.*/safe_to_bootstrap: 1/' ${GROUP_STATE}
rm -f ${VIEW}
galera_new_cluster || { show; exit 1; }
wait_for 60 ready || { show; exit 1; }`;
}

/** Script that has the node of this host join again, without waiting for it. */
export const REJOIN = `systemctl reset-failed ${UNIT} 2>/dev/null || :
systemctl --no-block start ${UNIT}`;
