import type { FixOption } from "../../../kit/faces/finding.ts";
import type { PartRule } from "../../../kit/faces/rule.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { listed } from "../../../util/names.ts";
import { oneMoreDatabase } from "./changes.ts";

/** Seconds that the offered recovery point has: the lag that raises DatabaseReplicationLag. */
const LAG_SECONDS = 30;

/** Asynchronous replication, and nobody has said how many acknowledged writes may be lost with the primary. */
export const asyncLossUnstated: PartRule = {
  id: "async-loss-unstated",
  after: "replica-writable",
  section: "data",
  severity: "warning",
  title: "Acknowledged commits can vanish, and nobody has said how many may.",
  why: "With asynchronous replication the primary acknowledges a commit when it is on its own disk. What has not reached a replica when that disk is lost is gone after the promotion: orders that were confirmed, money that was moved. Usually less than a second's, under load or after a network fault as much as the replica lagged.",
  mend: "A commit that waits for one replica (semi-sync), or a recovery point that the owners of the data have agreed to.",
  drill: "kill-primary under writes",
  falsePositive: "Everything that is written can be had again from elsewhere.",
  references: [
    {
      title: "MariaDB: semisynchronous replication",
      url: "https://mariadb.com/docs/server/ha-and-performance/standard-replication/semisynchronous-replication",
    },
  ],
  judge: (context) => {
    const { infra } = context;
    const { database, objectives } = infra;
    const replicas = hostsOf(infra, "database")
      .map((host) => host.name)
      .filter((name) => name !== database?.primary);
    if (database?.topology !== "primary-replica" || database.replication !== "async" || replicas.length === 0) return [];
    const stated = objectives.recoveryPointSeconds;
    if (stated !== undefined && stated > 0) return [];
    const broken = stated === 0 ? " The file says that none may be lost." : "";
    return [
      {
        entity: "database",
        ...(stated === 0 ? { severity: "error" as const } : {}),
        title: `${database.primary} acknowledges commits before ${listed(replicas)} ${replicas.length === 1 ? "has" : "have"} them.`,
        why: `When ${database.primary} dies with its disk and ${replicas[0] ?? ""} is promoted, the last commits that visitors of ${infra.domain} were told are safe are gone, and nothing says which.${broken}`,
        evidence: [
          "database.replication: async",
          `objectives.recoveryPointSeconds: ${stated === undefined ? "not stated" : String(stated)}`,
        ],
        fix: context.optionsOr(
          [semiSync(infra), ...(stated === undefined ? [STATED] : [])],
          () => true,
          "Let commits wait for a replica, or state in objectives.recoveryPointSeconds what may be lost.",
        ),
        hosts: [database.primary, ...replicas],
        path: "database.replication",
      },
    ];
  },
};

/** With a second replica where there is one: a commit has somebody to wait for when that is lost. */
function semiSync(infra: Infrastructure): FixOption | undefined {
  const edit = { path: ["database", "replication"], value: "semi-sync" };
  const note = "Each commit takes a round trip longer, and without any replica commits wait until one is back.";
  if (hostsOf(infra, "database").length > 2)
    return { title: "A commit waits until one replica has it.", edits: [edit], addedHosts: [], note };
  const more = oneMoreDatabase(infra);
  if (more === undefined) return undefined;
  return {
    title: `A commit waits until one replica has it, with one more database ${listed(more.addedHosts)} that can be waited for.`,
    edits: [...more.edits, edit],
    addedHosts: more.addedHosts,
    note,
  };
}

const STATED: FixOption = {
  title: `State that the last ${LAG_SECONDS} seconds of writes may be lost.`,
  edits: [{ path: ["objectives", "recoveryPointSeconds"], value: LAG_SECONDS }],
  addedHosts: [],
  note: `It changes nothing but the promise: agree on it with those whose data it is. A replica that is more than ${LAG_SECONDS} s behind raises an alert.`,
};
