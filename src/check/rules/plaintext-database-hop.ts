import type { Fix, Judgement } from "../../kit/faces/finding.ts";
import type { DeclaredFlow, Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Rule } from "../rule.ts";
import { flowWords } from "../words.ts";
import { type Hop, hopsOf } from "./shared/hops.ts";
import { REFERENCES } from "./shared/references.ts";
import { serviceAt, serviceNamed } from "./shared/services.ts";

const REQUIRE: Fix = {
  kind: "edit",
  title: 'Let the database refuse connections without TLS: database.tls becomes "required".',
  edits: [{ path: ["database", "tls"], value: "required" }],
};

/** Database connections, replication and declared datastores in clear. One finding for a hop. */
export const plaintextDatabaseHop: Rule = {
  id: "plaintext-database-hop",
  section: "encryption",
  severity: "error",
  title: "Database traffic crosses a network in clear.",
  why: "A database connection begins with credentials and goes on with rows. Replication repeats every change, and the state transfer of a cluster the whole database. Who reads along needs no further break-in, and who can change packets writes into the database.",
  mend: "Require TLS on every database connection and verify the server's certificate.",
  drill: "sniff",
  falsePositive: "The network itself encrypts (WireGuard, IPsec) between exactly these hosts.",
  references: [REFERENCES.clearText, REFERENCES.tlsUse],
  judge: ({ infra, flowGroups }) => {
    // VRRP coordinates, too, and has no data to hide.
    const ofDatabase = hopsOf(
      infra,
      flowGroups,
      ({ carries, encryption, protocol }) =>
        encryption === "none" && (carries === "data" || carries === "coordination") && protocol !== "vrrp",
    );
    return [...ofDatabase.map((hop) => database(hop, infra)), ...infra.flows.flatMap((flow, index) => declared(flow, index, infra))];
  },
};

function database({ entity, from, to, flows }: Hop, infra: Infrastructure): Judgement {
  const app = from.roles.includes("app");
  const peers = from.roles.includes("database") || from.name === infra.database?.arbitrator;
  const galera = infra.database?.topology === "galera";
  const carried = [
    ...(app ? [`the password of the app's account and every row that the app on ${from.name} reads or writes`] : []),
    ...(peers ? [galera ? "every write set, and the whole database when a node joins" : "every change that is replicated"] : []),
  ];
  const joins =
    peers && galera ? ` Without certificates, whoever reaches ${to.name} on the cluster's ports can join the cluster as a node.` : "";
  return {
    entity,
    title: `Database traffic goes from ${from.name} to ${to.name} in clear.`,
    why: `Whoever gets at the network between ${from.name} and ${to.name} reads ${carried.length === 0 ? "every row" : carried.join(", and ")}, and can change it on the way.${joins}`,
    evidence: [...flows.map(flowWords), 'database.tls: "none"'],
    fix: REQUIRE,
    hosts: [from.name, to.name],
    flows: flows.map(({ id }) => id),
    path: "database.tls",
  };
}

/** From hosts only: a datastore that others may reach as well is datastore-exposed, and closing it comes first. */
function declared(
  { service, from, to, port, protocol, encryption, purpose }: DeclaredFlow,
  index: number,
  infra: Infrastructure,
): readonly Judgement[] {
  const store = serviceNamed(service) ?? serviceAt(port);
  const isHost = (name: string): boolean => infra.hosts.some((host: Host) => host.name === name);
  if (encryption !== "none" || store?.kind !== "datastore" || !isHost(from)) return [];
  return [
    {
      entity: `${from}->${to}:${service}`,
      title: `${store.label} traffic goes from ${from} to ${to} in clear.`,
      why: `Whoever gets at the network between ${from} and ${to} reads the password of the connection, if it has one, and all that ${from} stores and fetches, and can change it on the way.`,
      evidence: [`flows[${index}]: ${from} -> ${to} ${protocol} ${port}, encryption "none": ${purpose}`],
      fix: {
        kind: "advice",
        title: `Let ${store.label} on ${to} speak TLS, then write encryption: "tls" or "mutual-tls" in flows[${index}].`,
      },
      hosts: [from, to],
      path: `flows[${index}].encryption`,
    },
  ];
}
