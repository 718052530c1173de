import type { Edit, FixOption } from "../../../kit/faces/finding.ts";
import type { Improvement } from "../../../kit/faces/role.ts";
import { anotherHost, behind, oneMoreHost, type Taken, takenBy } from "../../../kit/new-host.ts";
import { type Host, hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { listed } from "../../../util/names.ts";

/** What makes the database more available. */
export function databaseImprovements(infra: Infrastructure, taken: Taken): readonly Improvement[] {
  const options = [
    galeraWithArbitrator(infra),
    galeraWithMore(infra, taken),
    hostsOf(infra, "database").length === 1 ? oneMoreDatabase(infra, taken) : undefined,
  ];
  return options.flatMap((option) => (option === undefined ? [] : [{ about: "database", option }]));
}

export function oneMoreDatabase(infra: Infrastructure, taken: Taken = takenBy(infra)): FixOption | undefined {
  return oneMoreHost(infra, ["database"], "the database", taken);
}

/** What only makes sense with a primary goes, whether or not the file says it. */
const TO_GALERA: readonly Edit[] = [
  { path: ["database", "topology"], value: "galera" },
  ...["replicasReadOnly", "replication", "promotion"].map((key): Edit => ({ path: ["database", key], value: undefined })),
];

const GALERA_NOTE =
  "The app has to repeat a transaction that fails with a deadlock at its commit (error 1213): another node may have changed the same rows.";

/** A cluster of the databases that are there, with a vote beside them that makes their number odd. */
export function galeraWithArbitrator(infra: Infrastructure): FixOption | undefined {
  const nodes = replicated(infra);
  const host = arbitratorHost(infra);
  if (nodes.length === 0 || nodes.length % 2 === 1 || host === undefined) return undefined;
  return {
    title: `Galera on ${listed(nodes.map((it) => it.name))}, with an arbitrator on ${host.name}, which votes and holds no data.`,
    edits: [...TO_GALERA, { path: ["database", "arbitrator"], value: host.name }],
    addedHosts: [],
    note: GALERA_NOTE,
  };
}

/** A cluster of the databases, and of one more where they are an even number. */
export function galeraWithMore(infra: Infrastructure, taken: Taken = takenBy(infra)): FixOption | undefined {
  const nodes = replicated(infra);
  const [like] = nodes;
  if (like === undefined) return undefined;
  const added = nodes.length % 2 === 0 ? anotherHost(behind(like), ["database"], taken) : undefined;
  if (nodes.length % 2 === 0 && added === undefined) return undefined;
  return {
    title: `Galera on ${listed([...nodes.map((it) => it.name), ...(added === undefined ? [] : [added.name])])}.`,
    edits: [...(added === undefined ? [] : [added.edit]), ...TO_GALERA],
    addedHosts: added === undefined ? [] : [added.name],
    note: GALERA_NOTE,
  };
}

/** The hosts of a database that has one writer and at least one replica. */
function replicated(infra: Infrastructure): readonly Host[] {
  const nodes = hostsOf(infra, "database");
  return infra.database?.topology === "primary-replica" && nodes.length > 1 ? nodes : [];
}

/** A host without a database, outside the requests' way if there is one. */
export function arbitratorHost(infra: Infrastructure): Host | undefined {
  const free = infra.hosts.filter((host) => !host.roles.includes("database"));
  return free.find((host) => host.roles.every((role) => role === "monitor")) ?? free[0];
}
