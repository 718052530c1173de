import { namesOf, verb } from "../../kit/answer-words.ts";
import { CHANGES, POSTMORTEMS, YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { RoleFace } from "../../kit/faces/role.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";
import { listed } from "../../util/names.ts";
import type { Database } from "./language.ts";
import { databaseImprovements } from "./rules/changes.ts";
import { databaseStatus } from "./status.ts";

export const databaseRole: RoleFace = {
  name: "database",
  place: databaseStatus.place,
  words: { one: "the database", many: "databases", host: "database host", program: "MariaDB" },
  about: ({ database }) =>
    database === undefined ? "" : `${database.engine}, ${database.topology}${writersOf(database)}, schema ${database.name}`,
  synonyms: /^(?:db|mysql|mariadb|sql|postgres\w*)$/i,
  section: { key: "database" },
  behind: true,
  tier: (infra) => (infra.database === undefined ? { members: [], needed: 0, because: "" } : tierOf(infra, infra.database)),
  takesOver: ({ database }) => database?.topology !== "primary-replica" || database.promotion !== "none",
  stores: true,
  second: ({ database }, only) =>
    database?.topology === "primary-replica"
      ? `Its database follows ${only}: writes still stop with ${only}, until somebody promotes it.`
      : undefined,
  improvements: databaseImprovements,
  outageRule: (infra) => {
    const { database } = infra;
    if (database === undefined || tierOf(infra, database).members.length === 1) return undefined;
    if (database.topology === "primary-replica") return { rule: "single-writer-database", only: database.primary };
    const { members, needed } = tierOf(infra, database);
    return members.length > needed ? undefined : { rule: "quorum-even" };
  },
  mode: databaseMode,
  copies,
  assumed: {
    mtbfHours: YEAR_HOURS,
    repairHours: 2,
    failure: "MariaDB does not answer, and a restart by systemd does not mend it.",
    basis: `A guess. ${CHANGES} Recovery of a large database takes longer than that of a process without data.`,
    sources: [POSTMORTEMS],
  },
  toldBy: ["UnitFailed", "UnitNotRunning", "DatabaseDown"],
};

function writersOf({ topology, writers }: Database): string {
  if (topology !== "galera") return "";
  return writers === "all" ? " (every node takes writes)" : " (one node at a time takes writes)";
}

function tierOf(infra: Infrastructure, { topology, arbitrator }: Database): Omit<Tier, "role"> {
  if (topology === "primary-replica") return { members: hostsOf(infra, "database"), needed: 1, because: "one database holds all data" };
  const members = infra.hosts.filter((host) => host.roles.includes("database") || host.name === arbitrator);
  const needed = Math.floor(members.length / 2) + 1;
  return { members, needed, because: `${needed} of ${members.length} votes are a majority` };
}

function databaseMode(infra: Infrastructure): readonly [mode: string, meaning: string] {
  const { database } = infra;
  if (database?.topology === "galera") {
    return database.writers === "all"
      ? ["active-active", "every node takes reads and writes"]
      : ["active-passive", "one node takes the app's traffic, another one within seconds when it is lost; all hold all data"];
  }
  const replicas = namesOf(infra, "database").filter((name) => name !== database?.primary);
  return [
    "active-passive",
    `${database?.primary} takes reads and writes; ${listed(replicas)} ${verb(replicas, "follows", "follow")} and ${verb(replicas, "waits", "wait")} to be promoted by hand`,
  ];
}

function copies(infra: Infrastructure, all: (names: readonly string[]) => string): string {
  const names = namesOf(infra, "database");
  if (infra.database?.topology === "galera") return `MariaDB with Galera on ${all(names)}: each holds all data`;
  const replicas = names.filter((name) => name !== infra.database?.primary);
  return `MariaDB, the primary on ${infra.database?.primary}, ${verb(replicas, "its replica", "its replicas")} on ${all(replicas)}`;
}
