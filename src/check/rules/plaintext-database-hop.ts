import { PARTS } from "../../catalog/registry.ts";
import type { Judgement } from "../../kit/faces/finding.ts";
import type { DeclaredFlow, Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Rule } from "../rule.ts";
import { flowWords } from "../words.ts";
import { type Hop, hopsOf } from "./shared/hops.ts";
import { REFERENCES } from "./shared/references.ts";
import { serviceAt, serviceNamed } from "./shared/services.ts";

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
    const ofParts = hopsOf(
      infra,
      flowGroups,
      ({ carries, encryption, protocol }) =>
        encryption === "none" && (carries === "data" || carries === "coordination") && protocol !== "vrrp",
    );
    return [...ofParts.map((hop) => stored(hop, infra)), ...infra.flows.flatMap((flow, index) => declared(flow, index, infra))];
  },
};

function stored({ entity, from, to, flows }: Hop, infra: Infrastructure): Judgement {
  const [first] = flows;
  const what = first?.channel.label ?? first?.channel.service ?? "";
  const said = PARTS.find((part) => part.inClear !== undefined && flows.some(({ channel }) => channel.part === part.name))?.inClear;
  const { traffic, reads, more, evidence, fix, path } = said?.(from, to, infra) ?? {
    traffic: `${what} traffic`,
    reads: `all that ${from.name} stores and fetches`,
    fix: { kind: "advice", title: `Let ${what} on ${to.name} speak TLS.` } as const,
  };
  return {
    entity,
    title: `${traffic} goes from ${from.name} to ${to.name} in clear.`,
    why: `Whoever gets at the network between ${from.name} and ${to.name} reads ${reads}, and can change it on the way.${more ?? ""}`,
    evidence: [...flows.map(flowWords), ...(evidence === undefined ? [] : [evidence])],
    fix,
    hosts: [from.name, to.name],
    flows: flows.map(({ id }) => id),
    ...(path === undefined ? {} : { path }),
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
