import { saidBy, verb } from "../../../kit/answer-words.ts";
import { type Block, paragraph, remark, table } from "../../../kit/faces/block.ts";
import type { PartTopic } from "../../../kit/faces/topic.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { PORTS } from "../../../model/ports.ts";
import { listed } from "../../../util/names.ts";

/** How the databases keep the same data, and what the app sees of it. */
export const replication: PartTopic = {
  id: "replication",
  after: "balancing",
  question: "How does the primary-replica cluster work, and what is the difference for the app?",
  answer: ({ infra, findings }) => {
    const { database } = infra;
    const names = hostsOf(infra, "database").map((host) => host.name);
    if (database === undefined || names.length === 0) return [paragraph("There is no database here.")];
    if (names.length === 1)
      return [paragraph(`There is nothing to replicate: ${names[0]} is the only database.`, saidBy(findings, "tier-single-instance"))];
    const said = saidBy(findings, "async-loss-unstated", "promotion-undefined", "replica-writable", "quorum-even");
    const blocks = database.topology === "galera" ? galera(infra, names) : primaryReplica(infra, names);
    return [...blocks, ...remark(said)];
  },
};

function primaryReplica(infra: Infrastructure, names: readonly string[]): readonly Block[] {
  const { database, app } = infra;
  const primary = database?.primary ?? "";
  const replicas = names.filter((name) => name !== primary);
  const many = (one: string, several: string): string => verb(replicas, one, several);
  const semi = database?.replication === "semi-sync";
  return [
    paragraph(
      `${primary} writes every committed transaction, as the rows that it changed, to its binary log under a global id (GTID). ${listed(replicas)} ${many("asks", "ask")} ${primary} for what ${many("it does", "they do")} not have yet (port ${PORTS.database}, ${database?.tls === "none" ? "in clear" : "TLS"}), ${many("writes", "write")} it to a relay log and ${many("applies", "apply")} it in the same order. Since every transaction has an id, a replica that was away goes on where it stopped, up to ten days later.`,
      semi
        ? `A commit waits until a replica has it in its relay log (semi-synchronous).`
        : `A commit does not wait for that (asynchronous): a replica is usually some milliseconds behind, and what it does not have is lost with the primary's disk.`,
    ),
    ...table(
      ["FOR THE APP", `PRIMARY (${primary})`, `${many("REPLICA", "REPLICAS")} (${listed(replicas)})`],
      [
        ["writes", "accepted", database?.replicasReadOnly === false ? "accepted, and lost to the others" : "refused (read_only)"],
        ["reads", "the newest data", "data that may be a moment old"],
        [
          "is led there",
          app === undefined ? "by nobody: there is no app" : `always: database.internal:${PORTS.loopback.databaseProxy} leads here`,
          "never, until it is promoted",
        ],
        ["when it is lost", "reads and writes fail", "nothing changes"],
      ],
    ),
    paragraph(
      database?.promotion === "none"
        ? `Nobody has said how a replica becomes the primary (\`database.promotion: "none"\`).`
        : `A replica becomes the primary by an operator's hand, who first makes sure that ${primary} is down and stays down; nothing does it by itself.`,
    ),
  ];
}

function galera(infra: Infrastructure, names: readonly string[]): readonly Block[] {
  const { database } = infra;
  return [
    paragraph(
      `There are no replicas here, but a Galera cluster: before a commit is acknowledged, its rows go to all of ${listed(names)} (ports ${PORTS.cluster} and ${PORTS.clusterIncremental}; ${PORTS.clusterFull} to fill a new node), and each decides by the same rules whether it fits. What was acknowledged is on every node that belongs to the majority.`,
      database?.arbitrator === undefined ? undefined : `${database.arbitrator} votes and holds no data.`,
    ),
    paragraph(
      `For the app all nodes are alike: database.internal:${PORTS.loopback.databaseProxy} leads to ${database?.writers === "all" ? "any of them" : "one of them, and to another when that one is lost"}. It has to repeat a transaction that ends with error 1213: another node has changed the same rows at the same time.`,
    ),
  ];
}
