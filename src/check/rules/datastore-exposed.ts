import type { SensitiveService } from "../../kit/faces/exposed.ts";
import type { Fix, Judgement, Severity } from "../../kit/faces/finding.ts";
import type { DeclaredFlow, Host, Infrastructure } from "../../model/infrastructure.ts";
import { facesInternet } from "../firewall/public-space.ts";
import { trafficLines } from "../firewall/traffic-text.ts";
import type { Rule } from "../rule.ts";
import { type Excess, excessesOf, type Reach } from "./shared/openings.ts";
import { REFERENCES } from "./shared/references.ts";
import { serviceAt, serviceNamed } from "./shared/services.ts";
import { linesPath, takeOver } from "./shared/take-over.ts";

/** Databases, caches and queues that more than the hosts that need them can reach. One finding for a host and a service. */
export const datastoreExposed: Rule = {
  id: "datastore-exposed",
  section: "network",
  severity: "error",
  title: "A datastore can be reached by more than the hosts that need it.",
  why: "Databases and caches are built to be talked to by a few trusted hosts. Many ask for no password by default, all have had holes before the login, and those that the internet can reach are found within hours and emptied for a ransom. It is a warning where only the operators or a private range come through.",
  mend: "Let in the hosts that use it, and nobody else; operators come through SSH.",
  drill: "sweep",
  falsePositive: "It is a public service on purpose, with accounts, limits and TLS of its own.",
  references: [
    REFERENCES.nistFirewalls,
    { title: "Redis: security", url: "https://redis.io/docs/latest/operate/oss_and_stack/management/security/" },
    { title: "MongoDB: security checklist", url: "https://www.mongodb.com/docs/manual/administration/security-checklist/" },
    { title: "memcached: DDoS by amplification over UDP", url: "https://github.com/memcached/memcached/wiki/DDOS" },
  ],
  judge: ({ infra, flowGroups }) => {
    const opened = excessesOf(infra, flowGroups).flatMap((excess) => ofFirewall(excess, infra));
    return merged([...infra.flows.flatMap((flow, index) => ofFlow(flow, index, infra)), ...opened]);
  },
};

const GUESTS: Readonly<Record<Reach, string>> = {
  internet: "the internet",
  admin: "the admin ranges",
  network: "more of the network than needs it",
};

function judgement(
  host: Host,
  infra: Infrastructure,
  { id, label, temptation }: SensitiveService,
  reach: Reach,
  evidence: readonly string[],
  fix: Fix,
): Judgement {
  const unrouted = reach === "internet" && !([4, 6] as const).some((family) => facesInternet(host, infra, family));
  const severity: Severity = reach === "internet" ? "error" : "warning";
  const tries = temptation ?? `can try the passwords of ${label} on ${host.name}, or read it where it asks for none`;
  const whys: Readonly<Record<Reach, string>> = {
    internet: unrouted
      ? `Only because ${host.name} has no public address is it not found from the internet today. Every machine that has a way to ${host.name} ${tries}.`
      : `Scanners find it within hours; from then on ${label} on ${host.name} is tried by everybody, with every known password and hole.`,
    admin: `An operator's computer that is broken into talks to ${label} on ${host.name} at once, past the SSH login. Operators can reach it through SSH without an opening.`,
    network: `Whoever stands on any machine in these ranges ${tries}.`,
  };
  return {
    entity: `${host.name}:${id}`,
    severity,
    title: `${label} on ${host.name} is open to ${unrouted ? "anyone" : GUESTS[reach]}.`,
    why: whys[reach],
    evidence,
    fix,
    hosts: [host.name],
  };
}

function ofFlow({ service, from, to, protocol, port, purpose }: DeclaredFlow, index: number, infra: Infrastructure): readonly Judgement[] {
  const store = serviceNamed(service) ?? serviceAt(port);
  const host = infra.hosts.find(({ name }) => name === to);
  if (store?.kind !== "datastore" || host === undefined || (from !== "anyone" && from !== "admin")) return [];
  const evidence = [`flows[${index}]: ${from} -> ${to} ${protocol} ${port}: ${purpose}`];
  const fix: Fix = {
    kind: "advice",
    title: `In flows[${index}], write a flow from each host that uses ${store.label} in place of "${from}".`,
  };
  const path = `flows[${index}].from`;
  return [{ ...judgement(host, infra, store, from === "anyone" ? "internet" : "admin", evidence, fix), path }];
}

function ofFirewall({ host, openings }: Excess, infra: Infrastructure): readonly Judgement[] {
  return openings
    .filter(({ service }) => service.kind === "datastore")
    .map(({ service, gate, traffic, reach }) => {
      const evidence = trafficLines(traffic, gate.book).map((line) => `open, not declared: ${line}`);
      const fix = takeOver(host.name, `let only the hosts that use it reach ${service.label}.`);
      return { ...judgement(host, infra, service, reach, evidence, fix), path: linesPath(host.name) };
    });
}

/** The same service over both address families, or by a flow and by a line, is one finding: the worse one, with all evidence. */
function merged(judgements: readonly Judgement[]): readonly Judgement[] {
  const byEntity = new Map<string, Judgement>();
  for (const it of judgements) {
    const other = byEntity.get(it.entity);
    const worse = other === undefined || (other.severity === "warning" && it.severity === "error") ? it : other;
    byEntity.set(it.entity, { ...worse, evidence: [...new Set([...(other?.evidence ?? []), ...it.evidence])] });
  }
  return [...byEntity.values()];
}
