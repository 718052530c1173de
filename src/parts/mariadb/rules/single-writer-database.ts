import type { Judgement } from "../../../kit/faces/finding.ts";
import type { PartRule, PartRuleContext } from "../../../kit/faces/rule.ts";
import { type Host, hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { secondsWords } from "../../../util/durations.ts";
import { listed } from "../../../util/names.ts";
import { galeraWithArbitrator, galeraWithMore } from "./changes.ts";

/** Above this objective the outage that a promotion by hand takes is more than the budget of a year bears. */
const STRICT = 0.999;

/** Replication with one writable database: the others cannot stand in for it by themselves. */
export const singleWriterDatabase: PartRule = {
  id: "single-writer-database",
  after: "redundancy-loss-silent",
  section: "data",
  starred: true,
  severity: "warning",
  title: "Only one database accepts writes.",
  why: "A replica keeps a copy of the data; it does not keep the site writing. When the primary is lost, all writes stop until it is back or until somebody has made a replica the primary, made sure that the old one will not write again, and pointed the app to the new one.",
  mend: "A cluster in which every node accepts writes (Galera), or a promotion that is written down and practised.",
  drill: "kill-primary",
  falsePositive: "A site that is only read, or whose writes may wait an hour.",
  references: [
    { title: "MariaDB Galera Cluster", url: "https://mariadb.com/docs/galera-cluster" },
    {
      title: "GitHub, October 21 post-incident analysis: a promotion across data centres",
      url: "https://github.blog/2018-10-30-oct21-post-incident-analysis/",
    },
  ],
  judge: (context) => {
    const { infra } = context;
    const nodes = hostsOf(infra, "database");
    const primary = nodes.find((host) => host.name === infra.database?.primary);
    // A database of one host has a rule of its own.
    if (primary === undefined || nodes.length < 2 || !hasSingleWriter(infra)) return [];
    return [judged(context, primary, nodes)];
  },
};

function hasSingleWriter(infra: Infrastructure): boolean {
  return infra.database?.topology === "primary-replica";
}

function judged(context: PartRuleContext, primary: Host, nodes: readonly Host[]): Judgement {
  const { infra } = context;
  const replicas = nodes.filter((host) => host !== primary).map((host) => host.name);
  const loss = context.loss(primary).roles.find(({ role }) => role === "database");
  const seconds = loss?.seconds ?? 0;
  const end =
    loss?.until === "promotion"
      ? `until an operator has promoted ${replicas.length === 1 ? replicas[0] : `one of ${listed(replicas)}`}`
      : `until ${primary.name} is repaired`;
  const { availability: target, recoveryTimeSeconds } = infra.objectives;
  const strict = (target ?? 0) > STRICT || seconds > (recoveryTimeSeconds ?? Number.POSITIVE_INFINITY);
  return {
    entity: primary.name,
    ...(strict ? { severity: "error" as const } : {}),
    title: `${primary.name} is the only database that accepts writes.`,
    why: `When ${primary.name} is lost, every write fails ${end}, about ${secondsWords(seconds)} each time. Reads fail as well, although ${listed(replicas)} ${replicas.length === 1 ? "has" : "have"} the data: the app reaches the database through a proxy that leads to the primary alone.`,
    evidence: [
      `database.topology: primary-replica; database.primary: ${primary.name}`,
      ...context.singlePoints((it) => it.host === primary.name && (it.kind === "database" || it.kind === "host")),
      ...(loss === undefined ? [] : [loss.from]),
    ],
    fix: context.optionsOr(
      [galeraWithArbitrator(infra), galeraWithMore(infra)],
      (it) => !hasSingleWriter(it),
      "Three databases of which each accepts writes (topology galera); until then, write the promotion down and practise it.",
    ),
    hosts: nodes.map((host) => host.name),
    path: "database.topology",
  };
}
