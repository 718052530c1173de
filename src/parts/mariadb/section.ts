import * as z from "zod";
import { MEMORY_MIB } from "../../kit/faces/memory.ts";
import { describe } from "../../language/describe.ts";
import type { ConfigRule } from "../../language/draft.ts";
import { type Mistake, outOfPlace, type Rule } from "../../language/fault.ts";
import { integer, oneOf, onOff, text } from "../../language/field.ts";
import { hostNames, hostsWith, listed, namesOf, rolesOf, unknownHost } from "../../language/hosts.ts";
import { formatPath, showKey } from "../../language/path.ts";
import type { Ledger } from "../../language/provenance.ts";
import { type Site, section } from "../../language/section.ts";
import { quoted } from "../../util/quoted.ts";
import { nearest } from "../../util/suggest.ts";
import type { Database, DatabaseConfig } from "./language.ts";

/** Schemas and accounts of the database server's own. */
const DATABASE_NAMES: readonly string[] = [
  ..."mysql mariadb sys information_schema performance_schema test root public".split(" "),
  ..."replication replica monitor exporter backup bartizan".split(" "),
];

const nameRule: Rule<string> = (value) => {
  if (!/^[a-z][a-z0-9_]{0,31}$/.test(value)) return { code: "BZ_CONFIG_DATABASE_NAME" };
  return DATABASE_NAMES.includes(value)
    ? { code: "BZ_CONFIG_DATABASE_NAME", found: `${quoted(value)}, which belongs to the database server`, allowed: "a name of its own" }
    : undefined;
};

const DEFAULTS = {
  "database.writers": { value: "one", reason: "no conflict between two writers" },
  "database.replicasReadOnly": { value: true, reason: "a write to a replica would be lost" },
  "database.replication": { value: "async", reason: "a commit waits for no network" },
  "database.promotion": { value: "manual", reason: "an operator decides" },
  "database.tls": { value: "required", reason: "rows and credentials are nobody else's" },
};

const DERIVED = {
  "database.primary": "the order of the database hosts",
  "database.name": "name, with _ for -",
  "database.writers": "database.topology: the primary",
  "database.replicasReadOnly": "database.topology: no replica",
  "database.replication": "database.topology: no replica",
  "database.promotion": "database.topology: no replica",
} as const;

/** The keys that one topology alone knows. */
const ONLY = {
  galera: ["writers", "arbitrator"],
  "primary-replica": ["replicasReadOnly", "replication", "promotion"],
} as const;

const topologyKeys: ConfigRule = ({ draft }) => {
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
const primaryNamed: ConfigRule = (context) => {
  const { draft } = context;
  if (draft.database?.topology !== "primary-replica" || context.said(["database"], "primary")) return [];
  const candidates = namesOf(draft, "database");
  const allowed = candidates.length === 0 ? "the name of a host that runs `database`" : listed(candidates);
  const mend = 'Add "primary" to database: the host that takes the writes.';
  return [{ path: ["database", "primary"], code: "BZ_CONFIG_KEY_MISSING", found: "nothing", allowed, mend }];
};

const primaryRunsDatabase: ConfigRule = (context) => {
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
const arbitratorApart: ConfigRule = (context): readonly Mistake[] => {
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
const derivedDatabaseName: ConfigRule = ({ draft, broken }) => {
  const { name, database } = draft;
  if (name === undefined || database === undefined || database.name !== undefined || broken("database", "name")) return [];
  const derived = name.replaceAll("-", "_");
  if (nameRule(derived) === undefined) return [];
  const found = `${quoted(derived)}, made from \`name\`, which belongs to the database server`;
  const mend = "Write another `name` into the section `database`.";
  return [{ path: ["database"], code: "BZ_CONFIG_DATABASE_NAME", found, allowed: "a name of its own", mend }];
};

function resolve(config: DatabaseConfig, { config: whole }: Site, book: Ledger<keyof typeof DEFAULTS>): Database {
  const { file, optional, orDefault, orDerived } = book;
  const galera = config.topology === "galera";
  // What the other topology alone knows: the model holds it, too, and a rule may look at it.
  const elsewhere = <T extends "writers" | "replicasReadOnly" | "replication" | "promotion">(key: T, value: Database[T]): Database[T] =>
    orDerived<Database[T]>(`database.${key}`, undefined, value, DERIVED[`database.${key}`]);
  const [first = ""] = hostsWith("database", whole);
  return {
    engine: file("database.engine", config.engine),
    topology: file("database.topology", config.topology),
    primary: orDerived("database.primary", config.primary, first, DERIVED["database.primary"]),
    writers: galera ? orDefault("database.writers", config.writers) : elsewhere("writers", "one"),
    ...optional("database", "arbitrator", config.arbitrator),
    replicasReadOnly: galera ? elsewhere("replicasReadOnly", true) : orDefault("database.replicasReadOnly", config.replicasReadOnly),
    replication: galera ? elsewhere("replication", "async") : orDefault("database.replication", config.replication),
    promotion: galera ? elsewhere("promotion", "manual") : orDefault("database.promotion", config.promotion),
    tls: orDefault("database.tls", config.tls),
    name: orDerived("database.name", config.name, whole.name.replaceAll("-", "_"), DERIVED["database.name"]),
    ...optional("database", "memory", config.memory),
  };
}

export const databaseSection = section({
  key: "database",
  place: 40,
  schema: () =>
    z
      .strictObject({
        engine: oneOf(["mariadb"]),
        topology: oneOf(["primary-replica", "galera"]),
        primary: text("the name of a host that runs `database`").optional(),
        writers: oneOf(["one", "all"]).optional(),
        arbitrator: text("the name of a host that does not run `database`").optional(),
        replicasReadOnly: onOff().optional(),
        replication: oneOf(["async", "semi-sync"]).optional(),
        promotion: oneOf(["manual", "none"]).optional(),
        tls: oneOf(["required", "none"]).optional(),
        name: text("a small letter, then up to 31 small letters, digits and _", nameRule).optional(),
        memory: integer(MEMORY_MIB.least, MEMORY_MIB.most).optional(),
      })
      .optional(),
  defaults: DEFAULTS,
  derived: DERIVED,
  askedFor: {
    database: "must be said when a host runs `database`",
    "database.primary": "must be said with `primary-replica`; with `galera` from the order of the database hosts",
  },
  resolve: (config, site, book) => config && resolve(config, site, book),
  rules: [topologyKeys, primaryNamed, primaryRunsDatabase, arbitratorApart, derivedDatabaseName],
  synonyms: [
    [/^mysql$/i, "mariadb"],
    [/^(?:replica|replication|master-(?:slave|replica))$/i, "primary-replica"],
    [/^(?:cluster|(?:galera|mariadb)-?cluster|multi-?(?:master|primary))$/i, "galera"],
  ],
});
