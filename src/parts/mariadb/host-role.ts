import type { RoleFace } from "../../kit/faces/role.ts";
import { type Database, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";

export const databaseRole: RoleFace = {
  name: "database",
  place: 50,
  words: { one: "the database", many: "databases", host: "database host" },
  synonyms: /^(?:db|mysql|mariadb|sql|postgres\w*)$/i,
  section: { key: "database" },
  behind: true,
  tier: (infra) => (infra.database === undefined ? { members: [], needed: 0, because: "" } : tierOf(infra, infra.database)),
  takesOver: ({ database }) => database?.topology !== "primary-replica" || database.promotion !== "none",
};

function tierOf(infra: Infrastructure, { topology, arbitrator }: Database): Omit<Tier, "role"> {
  if (topology === "primary-replica") return { members: hostsOf(infra, "database"), needed: 1, because: "one database holds all data" };
  const members = infra.hosts.filter((host) => host.roles.includes("database") || host.name === arbitrator);
  const needed = Math.floor(members.length / 2) + 1;
  return { members, needed, because: `${needed} of ${members.length} votes are a majority` };
}
