import { quoted } from "../../util/quoted.ts";
import { nearest } from "../../util/suggest.ts";
import { describe } from "../describe.ts";
import type { ConfigRule } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import { formatPath, showKey } from "../path.ts";
import { databaseNameRule } from "../values.ts";
import { hostNames, listed, namesOf, rolesOf, unknownHost } from "./roles.ts";
import { outOfPlace, said } from "./said.ts";

/** The keys that one topology alone knows. */
const ONLY = {
  galera: ["writers", "arbitrator"],
  "primary-replica": ["replicasReadOnly", "replication", "promotion"],
} as const;

export const topologyKeys: ConfigRule = ({ draft }) => {
  const { database } = draft;
  const topology = database?.topology;
  if (database === undefined || topology === undefined) return [];
  const other = topology === "galera" ? "primary-replica" : "galera";
  return ONLY[other].flatMap((key) => {
    if (database[key] === undefined) return [];
    const found = `${quoted(key)}, with the topology ${quoted(topology)}`;
    return [
      outOfPlace(
        ["database", key],
        found,
        `${quoted(key)} only with the topology ${quoted(other)}`,
        `Remove it, or write topology: ${quoted(other)}.`,
      ),
    ];
  });
};

/** Galera's writers are equal, so the first one will do; of a primary and its replicas one has to be named. */
export const primaryNamed: ConfigRule = (context) => {
  const { draft } = context;
  if (draft.database?.topology !== "primary-replica" || said(context, ["database"], "primary")) return [];
  const candidates = namesOf(draft, "database");
  const allowed = candidates.length === 0 ? "the name of a host that runs `database`" : listed(candidates);
  const mend = 'Add "primary" to database: the host that takes the writes.';
  return [{ path: ["database", "primary"], code: "BZ_CONFIG_KEY_MISSING", found: "nothing", allowed, mend }];
};

export const primaryRunsDatabase: ConfigRule = (context) => {
  const { draft } = context;
  const primary = draft.database?.primary;
  if (primary === undefined || Object.keys(draft.hosts ?? {}).length === 0 || context.broken("hosts")) return [];
  const path = ["database", "primary"];
  const candidates = namesOf(draft, "database");
  const allowed = candidates.length === 0 ? "a host that runs `database`" : listed(candidates);
  const names = hostNames(context);
  if (!names.includes(primary)) {
    const near = nearest(primary, candidates.length > 0 ? candidates : names);
    const mend = near === undefined ? {} : { mend: `Did you mean ${showKey(near)}?` };
    return [{ path, code: "BZ_CONFIG_PRIMARY_UNKNOWN", found: describe(primary), allowed, ...mend }];
  }
  const runs = rolesOf(primary, draft);
  if (runs === undefined || runs.includes("database")) return [];
  const found = `${describe(primary)}, which runs ${runs.length === 0 ? "nothing" : runs.join(", ")}`;
  const mend = `Add "database" to ${formatPath(["hosts", primary, "runs"])}, or name another host.`;
  return [{ path, code: "BZ_CONFIG_PRIMARY_WITHOUT_DATABASE", found, allowed, mend }];
};

/** An arbitrator adds a vote on a machine of its own: beside a node it would fall together with it. */
export const arbitratorApart: ConfigRule = (context): readonly Mistake[] => {
  const { draft } = context;
  const name = draft.database?.arbitrator;
  if (name === undefined) return [];
  const path = ["database", "arbitrator"];
  const unknown = unknownHost(name, context);
  if (unknown !== undefined) return [{ path, ...unknown }];
  if (rolesOf(name, draft)?.includes("database") !== true) return [];
  const mend = "Name a host without a node, or leave the arbitrator out: a node votes already.";
  return [
    {
      path,
      code: "BZ_CONFIG_HOST_ROLE",
      found: `${describe(name)}, which runs database`,
      allowed: "a host that does not run `database`",
      mend,
    },
  ];
};

/** A schema named after the infrastructure must not be one of the server's own. */
export const derivedDatabaseName: ConfigRule = ({ draft, broken }) => {
  const { name, database } = draft;
  if (name === undefined || database === undefined || database.name !== undefined || broken("database", "name")) return [];
  const derived = name.replaceAll("-", "_");
  if (databaseNameRule(derived) === undefined) return [];
  const found = `${quoted(derived)}, made from \`name\`, which belongs to the database server`;
  const mend = "Write another `name` into the section `database`.";
  return [{ path: ["database"], code: "BZ_CONFIG_DATABASE_NAME", found, allowed: "a name of its own", mend }];
};
