import type { PartRule } from "../../../kit/faces/rule.ts";
import { hostsOf } from "../../../model/infrastructure.ts";
import { secondsWords } from "../../../util/durations.ts";
import { listed } from "../../../util/names.ts";

/** Replicas that nobody has thought of promoting. */
export const promotionUndefined: PartRule = {
  id: "promotion-undefined",
  after: "single-writer-database",
  section: "data",
  severity: "error",
  title: "Nobody knows how a replica becomes the primary.",
  why: "A replica without a procedure is a copy, not a spare. Thought up at night, with the site down, a promotion loses the writes that had not arrived, or leaves two databases that both accept writes.",
  mend: "A procedure that says who decides, how the old primary is kept from writing, which replica is taken and how the app finds it; then database.promotion.",
  drill: "kill-primary",
  falsePositive: "The replica is there for reports or backups, and the outage until the primary is repaired is accepted.",
  references: [
    {
      title: "GitHub, October 21 post-incident analysis: a promotion across data centres",
      url: "https://github.blog/2018-10-30-oct21-post-incident-analysis/",
    },
    {
      title: "MariaDB: global transaction ids, by which a replica finds its new primary",
      url: "https://mariadb.com/docs/server/ha-and-performance/standard-replication/gtid",
    },
  ],
  judge: ({ infra, loss }) => {
    const { database } = infra;
    const nodes = hostsOf(infra, "database");
    const primary = nodes.find((host) => host.name === database?.primary);
    if (database?.topology !== "primary-replica" || database.promotion !== "none" || primary === undefined || nodes.length < 2) return [];
    const replicas = nodes.filter((host) => host !== primary).map((host) => host.name);
    const seconds = loss(primary).roles.find(({ role }) => role === "database")?.seconds ?? 0;
    return [
      {
        entity: "database",
        title: `Nobody has said how ${listed(replicas)} would take the place of ${primary.name}.`,
        why: `When ${primary.name} is lost, ${listed(replicas)} ${replicas.length === 1 ? "has" : "have"} the data and ${infra.domain} stays down all the same, until ${primary.name} is repaired: about ${secondsWords(seconds)}.`,
        evidence: ["database.promotion: none", `replicas: ${listed(replicas)}`],
        fix: {
          kind: "advice",
          title: `Write down and practise how ${replicas[0] ?? ""} becomes the primary (bartizan guide database), then say database.promotion: "manual".`,
        },
        hosts: nodes.map((host) => host.name),
        path: "database.promotion",
      },
    ];
  },
};
