import { CHANGES, POSTMORTEMS, YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { RoleFace } from "../../kit/faces/role.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";
import type { Database } from "./language.ts";
import { databaseStatus } from "./status.ts";

export const databaseRole: RoleFace = {
  name: "database",
  place: databaseStatus.place,
  words: { one: "the database", many: "databases", host: "database host" },
  about: ({ database }) =>
    database === undefined ? "" : `${database.engine}, ${database.topology}${writersOf(database)}, schema ${database.name}`,
  synonyms: /^(?:db|mysql|mariadb|sql|postgres\w*)$/i,
  section: { key: "database" },
  behind: true,
  tier: (infra) => (infra.database === undefined ? { members: [], needed: 0, because: "" } : tierOf(infra, infra.database)),
  takesOver: ({ database }) => database?.topology !== "primary-replica" || database.promotion !== "none",
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
