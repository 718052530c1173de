import type { SensitiveService } from "../../kit/faces/exposed.ts";
import type { Judgement } from "../../kit/faces/finding.ts";
import type { DeclaredFlow, Infrastructure } from "../../model/infrastructure.ts";
import { parseCidr } from "../../util/address.ts";
import { listed } from "../../util/names.ts";
import { grouped } from "../../util/number.ts";
import { facesInternet, PUBLIC } from "../firewall/public-space.ts";
import { intervalOf, overlap } from "../firewall/ranges.ts";
import { trafficLines } from "../firewall/traffic-text.ts";
import type { Rule } from "../rule.ts";
import { type Excess, excessesOf } from "./shared/openings.ts";
import { REFERENCES } from "./shared/references.ts";
import { serviceAt, serviceNamed } from "./shared/services.ts";
import { linesPath, takeOver } from "./shared/take-over.ts";

/**
 * The widest public range that can still be the operators' own: 65,536 IPv4 addresses, the old class B that one organisation held,
 * and a /32 of IPv6, the least that a provider is given for all of its customers. What is wider is other people's, too.
 */
const WIDEST_OWN = { 4: 16, 6: 32 } as const;

/** SSH, statistics, exporters and other ways to rule a machine that the internet can reach. One finding for a host and a service. */
export const adminExposed: Rule = {
  id: "admin-exposed",
  section: "network",
  severity: "error",
  title: "A way to administer a host can be reached from the internet.",
  why: "An SSH port in the internet is tried thousands of times a day, and one hole in the daemon or one stolen key is enough. Statistics and exporters tell every name, version and load of the inside; some pages and interfaces give orders without asking for a password.",
  mend: "Let in the operators' own ranges only, or a VPN; leave statistics and exporters on loopback.",
  drill: "sweep",
  falsePositive: "A bastion that is hardened for it and watched: then describe its firewall with the flows that it is for.",
  references: [
    REFERENCES.nistFirewalls,
    {
      title: "NISTIR 7966, Security of Interactive and Automated Access Management Using SSH",
      url: "https://csrc.nist.gov/pubs/ir/7966/final",
    },
    { title: "Prometheus: security model", url: "https://prometheus.io/docs/operating/security/" },
  ],
  judge: ({ infra, flowGroups }) => {
    const opened = excessesOf(infra, flowGroups).flatMap(ofFirewall);
    return [...wideRanges(infra), ...unique([...infra.flows.flatMap((flow, index) => ofFlow(flow, index, infra)), ...opened])];
  },
};

function wideRanges(infra: Infrastructure): readonly Judgement[] {
  return infra.firewall.admin.flatMap((range, index): readonly Judgement[] => {
    const cidr = parseCidr(range);
    if (cidr === undefined || cidr.prefix >= WIDEST_OWN[cidr.address.family]) return [];
    const { family } = cidr.address;
    if (overlap([intervalOf(cidr)], PUBLIC[family]).length === 0) return [];
    const facing = infra.hosts.filter((host) => facesInternet(host, infra, family)).map(({ name }) => name);
    const count = family === 4 ? `${grouped(2 ** (32 - cidr.prefix))} addresses` : `a /${cidr.prefix} of IPv6`;
    return [
      {
        entity: range,
        title: `SSH is let in from ${range}, ${count}.`,
        why: `No organisation's operators sit in so many addresses: most belong to strangers, whose scanners reach SSH on ${facing.length === 0 ? "every host that gets a public address" : listed(facing)} as if there were no firewall.`,
        evidence: [`firewall.admin[${index}]: ${range}`],
        fix: { kind: "advice", title: `Write the ranges that the operators really come from, or that of their VPN, in place of ${range}.` },
        hosts: infra.hosts.map(({ name }) => name),
        path: `firewall.admin[${index}]`,
      },
    ];
  });
}

function whyOf({ id, label }: SensitiveService, host: string): string {
  return id === "ssh"
    ? `Every scanner on the internet tries keys and passwords on ${host}, day and night, and the next hole in sshd is tried there on its first day.`
    : `Whoever asks ${host} on the internet gets ${label}: what it tells helps the next attack, and what it can do it does for strangers.`;
}

function ofFlow({ service, from, to, protocol, port, purpose }: DeclaredFlow, index: number, infra: Infrastructure): readonly Judgement[] {
  const known = serviceNamed(service) ?? serviceAt(port);
  if (from !== "anyone" || known?.kind !== "administration" || !infra.hosts.some(({ name }) => name === to)) return [];
  return [
    {
      entity: `${to}:${known.id}`,
      title: `${capital(known.label)} on ${to} is open to anyone.`,
      why: whyOf(known, to),
      evidence: [`flows[${index}]: ${from} -> ${to} ${protocol} ${port}: ${purpose}`],
      fix: {
        kind: "edit",
        title: `Let only the operators in: from becomes "admin" in flows[${index}].`,
        edits: [{ path: ["flows", index, "from"], value: "admin" }],
      },
      hosts: [to],
      path: `flows[${index}].from`,
    },
  ];
}

function ofFirewall({ host, openings }: Excess): readonly Judgement[] {
  return openings
    .filter(({ service }) => service.kind === "administration")
    .map(({ service, gate, traffic }) => ({
      entity: `${host.name}:${service.id}`,
      title: `${capital(service.label)} on ${host.name} is open to the internet.`,
      why: whyOf(service, host.name),
      evidence: trafficLines(traffic, gate.book).map((line) => `open, not declared: ${line}`),
      fix: takeOver(host.name, `let only the admin ranges reach ${service.label}.`),
      hosts: [host.name],
      path: linesPath(host.name),
    }));
}

function capital(label: string): string {
  return label.startsWith("the ") ? `T${label.slice(1)}` : label;
}

/** The same service over both address families, or by a flow and by a line, is one finding. */
function unique(judgements: readonly Judgement[]): readonly Judgement[] {
  const byEntity = new Map<string, Judgement>();
  for (const it of judgements) {
    const first = byEntity.get(it.entity) ?? it;
    byEntity.set(it.entity, { ...first, evidence: [...new Set([...first.evidence, ...it.evidence])] });
  }
  return [...byEntity.values()];
}
