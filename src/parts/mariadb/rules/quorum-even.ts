import type { FixOption, Judgement } from "../../../kit/faces/finding.ts";
import type { PartRule, PartRuleContext } from "../../../kit/faces/rule.ts";
import type { Infrastructure } from "../../../model/infrastructure.ts";
import { listed } from "../../../util/names.ts";
import { grouped } from "../../../util/number.ts";
import { databaseRole } from "../host-role.ts";
import { arbitratorHost, oneMoreDatabase } from "./changes.ts";

/** A Galera cluster with an even number of votes. */
export const quorumEven: PartRule = {
  id: "quorum-even",
  after: "connections-after-loss",
  section: "availability",
  severity: "error",
  title: "The database cluster has an even number of votes.",
  why: "A part of the cluster goes on only with more than half of the votes. An even number can split into two halves of which neither has a majority: then nobody accepts anything, with every machine alive. A fourth node tolerates no more losses than three do, and a second none at all.",
  mend: "Three or five nodes, or an arbitrator that votes and holds no data.",
  drill: "partition",
  falsePositive: "The nodes have weights (pc.weight) that rule a tie out; Bartizan sets none.",
  references: [
    {
      title: "MariaDB Galera Cluster: understanding quorum",
      url: "https://mariadb.com/docs/galera-cluster/high-availability/understanding-quorum-monitoring-and-recovery",
    },
    {
      title: "MariaDB Galera Cluster: arbitrator (garbd)",
      url: "https://mariadb.com/docs/galera-cluster/galera-management/configuration/galera-arbitrator-daemon-garbd",
    },
  ],
  judge: (context) => (hasEvenVotes(context.infra) ? [judged(context)] : []),
};

function voters(infra: Infrastructure): readonly string[] {
  return databaseRole.tier?.(infra).members.map((host) => host.name) ?? [];
}

function hasEvenVotes(infra: Infrastructure): boolean {
  const votes = voters(infra).length;
  return infra.database?.topology === "galera" && votes > 0 && votes % 2 === 0;
}

function judged(context: PartRuleContext): Judgement {
  const { infra } = context;
  const names = voters(infra);
  const half = names.length / 2;
  const loss =
    names.length === 2
      ? `When one of ${listed(names)} is lost, the other has 1 of 2 votes, which is no majority: it stops, and ${infra.domain} with it. Two nodes are less available than one.`
      : `When the network splits ${listed(names)} into two halves of ${half}, neither goes on, and ${infra.domain} is down with all ${grouped(names.length)} machines alive.`;
  return {
    entity: "database",
    title: `${listed(names)} have ${grouped(names.length)} votes, an even number.`,
    why: loss,
    evidence: [
      `votes: ${listed(names)}${infra.database?.arbitrator === undefined ? "" : `, of which ${infra.database.arbitrator} is the arbitrator`}`,
      `a majority is ${half + 1} of ${names.length}`,
    ],
    fix: context.optionsOr(
      infra.database?.arbitrator === undefined
        ? [arbitrator(infra), oneMoreDatabase(infra)]
        : [withoutArbitrator(infra.database.arbitrator), oneMoreDatabase(infra)],
      (it) => !hasEvenVotes(it),
      "Add a third database host, or an arbitrator (database.arbitrator).",
    ),
    hosts: names,
    path: "database",
  };
}

function arbitrator(infra: Infrastructure): FixOption | undefined {
  const host = arbitratorHost(infra);
  if (host === undefined) return undefined;
  return {
    title: `An arbitrator on ${host.name}: it votes and holds no data.`,
    edits: [{ path: ["database", "arbitrator"], value: host.name }],
    addedHosts: [],
    note: `It sees all replication traffic: the network to ${host.name} must be as good as among the databases.`,
  };
}

function withoutArbitrator(name: string): FixOption {
  return {
    title: `No arbitrator on ${name}: the databases alone are an odd number.`,
    edits: [{ path: ["database", "arbitrator"], value: undefined }],
    addedHosts: [],
  };
}
