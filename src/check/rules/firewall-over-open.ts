import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { GuardedFamily } from "../firewall/guard.ts";
import { facesInternet, PUBLIC } from "../firewall/public-space.ts";
import { minus, overlap } from "../firewall/ranges.ts";
import { packetSources, type Traffic } from "../firewall/traffic.ts";
import { trafficLines } from "../firewall/traffic-text.ts";
import type { Rule } from "../rule.ts";
import { excessesOf } from "./shared/openings.ts";
import { REFERENCES } from "./shared/references.ts";
import { linesPath, takeOver } from "./shared/take-over.ts";

/**
 * Lines that let in more than the declared flows. What the policy lets in is firewall-default-allow; datastores and administration
 * that are open to strangers are datastore-exposed and admin-exposed.
 */
export const firewallOverOpen: Rule = {
  id: "firewall-over-open",
  section: "network",
  severity: "warning",
  title: "A firewall lets in more than the declared flows.",
  why: "Each opening that nothing needs is a way in that nobody watches: for a scan, for a program that starts to listen there one day, for the next step of who already stands on a neighbour. It is an error where the internet comes through.",
  mend: "Narrow the lines to the declared flows, or declare the flow that they are for.",
  drill: "sweep",
  falsePositive: "The opening is needed by something that the file does not declare yet: then declare it.",
  references: [REFERENCES.nistFirewalls, REFERENCES.zeroTrust],
  judge: ({ infra, flowGroups }) =>
    excessesOf(infra, flowGroups).flatMap(({ host, rest }) => {
      if (rest.length === 0) return [];
      const world = rest.some((it) => fromInternet(host, infra, it));
      const evidence = rest.flatMap(({ gate, traffic }) => trafficLines(traffic, gate.book).map((line) => `open, not declared: ${line}`));
      return [
        {
          entity: host.name,
          ...(world ? { severity: "error" as const } : {}),
          title: `The firewall of ${host.name} lets in more than the declared flows${world ? ", from the internet" : ""}.`,
          why: world
            ? `Anyone on the internet can try what listens there on ${host.name}, today's programs and tomorrow's; no declared flow needs it.`
            : `Who stands on a machine in these ranges can try what listens there on ${host.name}; no declared flow needs it.`,
          evidence: [...new Set(evidence)],
          fix: takeOver(
            host.name,
            "narrow the lines to the sources and ports of the declared flows, or declare under `flows` what they are for.",
          ),
          hosts: [host.name],
          path: linesPath(host.name),
        },
      ];
    }),
};

function fromInternet(
  host: Host,
  infra: Infrastructure,
  { gate: { family, book }, traffic }: { readonly gate: GuardedFamily; readonly traffic: Traffic },
): boolean {
  const strangers = minus(packetSources(traffic), book.admin);
  return facesInternet(host, infra, family) && overlap(strangers, PUBLIC[family]).length > 0;
}
