import { guardsOf } from "../firewall/guard.ts";
import { facesInternet, PUBLIC } from "../firewall/public-space.ts";
import { overlap } from "../firewall/ranges.ts";
import { isNothing, packetSources } from "../firewall/traffic.ts";
import { trafficLines } from "../firewall/traffic-text.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";
import { takeOver } from "./shared/take-over.ts";

/** A firewall that lets in whatever no line speaks of. Silent where the lines leave nothing over, as a last line that drops everything does. */
export const firewallDefaultAllow: Rule = {
  id: "firewall-default-allow",
  section: "network",
  severity: "error",
  title: "A firewall lets in what no line speaks of.",
  why: "Such a list has to name every evil there is. A port that a program opens next year is open from its first second, and nobody has to make a mistake for that.",
  mend: "Drop by default, and let in the declared flows only.",
  drill: "sweep",
  falsePositive: "A second filter behind it drops by default: describe that one.",
  references: [REFERENCES.nistFirewalls],
  judge: ({ infra, flowGroups }) =>
    guardsOf(infra, flowGroups).flatMap(({ host, gates }) => {
      const open = gates.filter(({ excessByPolicy }) => !isNothing(excessByPolicy));
      if (open.length === 0) return [];
      const world = open.some(
        ({ family, excessByPolicy }) =>
          facesInternet(host, infra, family) && overlap(packetSources(excessByPolicy), PUBLIC[family]).length > 0,
      );
      return [
        {
          entity: host.name,
          title: `The firewall of ${host.name} lets in what no line speaks of.`,
          why: `Whatever listens on ${host.name} and is in no line is open to ${world ? "the internet" : "every machine that reaches it"}, what the next update starts included.`,
          evidence: [
            `hosts.${host.name}.firewall.policy: "accept"`,
            ...open.flatMap(({ family, book, decisions }) =>
              trafficLines(decisions.undecided, book).map((line) => `in no line, IPv${family}: ${line}`),
            ),
          ],
          fix: takeOver(host.name, "end its list with a line that drops everything, or set its policy to drop."),
          hosts: [host.name],
          path: `hosts.${host.name}.firewall.policy`,
        },
      ];
    }),
};
