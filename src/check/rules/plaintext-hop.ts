import type { Fix, Judgement, Severity } from "../../kit/faces/finding.ts";
import type { DeclaredFlow, Infrastructure } from "../../model/infrastructure.ts";
import { isPublic } from "../firewall/public-space.ts";
import type { Rule } from "../rule.ts";
import { flowWords } from "../words.ts";
import { crossing, type Hop, hopsOf } from "./shared/hops.ts";
import { REFERENCES } from "./shared/references.ts";
import { serviceAt, serviceNamed } from "./shared/services.ts";

const ENCRYPT: Fix = {
  kind: "edit",
  title: 'Encrypt every hop behind the balancer, with both ends verified: tls.upstream becomes "verified".',
  edits: [{ path: ["tls", "upstream"], value: "verified" }],
};

/** Requests that go on in clear where TLS has ended, and declared services that speak in clear. One finding for a hop. */
export const plaintextHop: Rule = {
  id: "plaintext-hop",
  section: "encryption",
  starred: true,
  severity: "warning",
  title: "Traffic crosses a network in clear.",
  why: "TLS protects a request up to the place where it ends, and no further. Behind it, passwords and session cookies can be read and pages changed by whatever else is on the network: a neighbour that was broken into, a mirrored port, the provider. It is an error where the hop leaves the zone that its ends share or takes public addresses.",
  mend: "Encrypt again behind the balancer and verify both ends, so that no network has to be trusted.",
  drill: "sniff",
  falsePositive:
    "The network itself encrypts (WireGuard, IPsec, a provider's encrypted fabric) and nobody who should not read along is on it.",
  references: [REFERENCES.clearText, REFERENCES.tlsUse, REFERENCES.zeroTrust, REFERENCES.pervasiveMonitoring],
  judge: ({ infra, flowGroups }) => [
    ...hopsOf(infra, flowGroups, ({ carries, encryption }) => carries === "requests" && encryption === "none").map((hop) =>
      requests(hop, infra),
    ),
    ...infra.flows.flatMap((flow, index) => declared(flow, index, infra)),
  ],
};

function requests({ entity, from, to, flows }: Hop, infra: Infrastructure): Judgement {
  const across = crossing(from, to);
  const ended =
    infra.tls.certificate === "none"
      ? "Nothing is encrypted from the client on."
      : from.roles.includes("balancer")
        ? `TLS ends on ${from.name}.`
        : `TLS has ended before ${from.name}.`;
  const leaves = across === undefined ? "" : ` The hop leaves what its ends share: ${across}.`;
  const unseen = infra.tls.certificate === "none" ? "" : " Browsers go on showing HTTPS.";
  return {
    entity,
    ...(across === undefined ? {} : { severity: "error" }),
    title: `Requests go from ${from.name} to ${to.name} in clear.`,
    why: `${ended} On the way to ${to.name}, passwords and session cookies of ${infra.domain} can be read, and pages changed, by whoever gets at the network between the two: a host on it that was broken into, a mirrored port, the provider.${leaves}${unseen}`,
    evidence: [...flows.map(flowWords), 'tls.upstream: "plain"', ...(across === undefined ? [] : [across])],
    fix: ENCRYPT,
    hosts: [from.name, to.name],
    flows: flows.map(({ id }) => id),
    path: "tls.upstream",
  };
}

/** Protocols that are in clear everywhere and carry no secret: names and the time. */
const HARMLESS_PORTS: readonly number[] = [53, 123];

function declared(flow: DeclaredFlow, index: number, infra: Infrastructure): readonly Judgement[] {
  const { service, from, to, port, protocol, encryption, purpose } = flow;
  const known = serviceNamed(service) ?? serviceAt(port);
  // Databases are judged by plaintext-database-hop, and what the world may reach of administration by admin-exposed.
  const elsewhere = known?.kind === "datastore" || (known?.kind === "administration" && from === "anyone");
  if (encryption !== "none" || elsewhere || HARMLESS_PORTS.includes(port)) return [];
  const [source, target] = [from, to].map((name) => infra.hosts.find((host) => host.name === name));
  if (target === undefined) return [];
  const across = source === undefined ? outside(from, infra) : crossing(source, target);
  const severity: Severity = across === undefined || from === "anyone" ? "warning" : "error";
  const who = source === undefined ? (from === "admin" ? "the operators" : "clients") : source.name;
  return [
    {
      entity: `${from}->${to}:${service}`,
      severity,
      title: `${service} from ${who} to ${to} is in clear.`,
      why: `What ${who} and ${service} on ${to} tell each other can be read and changed by whoever gets at a network between them.${across === undefined ? "" : ` ${across}.`}`,
      evidence: [`flows[${index}]: ${from} -> ${to} ${protocol} ${port}, encryption "none": ${purpose}`],
      fix: { kind: "advice", title: `Encrypt ${service} on ${to}, by TLS or in a tunnel, then write how in flows[${index}].encryption.` },
      hosts: source === undefined ? [to] : [source.name, to],
      path: `flows[${index}].encryption`,
    },
  ];
}

/** How those come who are not hosts of the infrastructure, in a sentence without its full stop. */
function outside(from: string, { firewall }: Infrastructure): string | undefined {
  if (from === "anyone") return "They come across the internet";
  const open = firewall.admin.find((range) => isPublic(range.replace(/\/\d+$/, "")));
  return open === undefined ? undefined : `The operators come from ${open}, across the internet`;
}
