import type { Judgement } from "../../kit/faces/finding.ts";
import type { FirewallLine } from "../../model/infrastructure.ts";
import type { Guard } from "../firewall/guard.ts";
import { guardsOf } from "../firewall/guard.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";
import { linesPath } from "./shared/take-over.ts";

/** Lines that earlier lines leave nothing to decide. Identities are made of what a line says, so that they stay when lines move. */
export const firewallShadowedRule: Rule = {
  id: "firewall-shadowed-rule",
  section: "network",
  severity: "warning",
  title: "A line of a firewall never matches.",
  why: "The first line that matches decides, so a line whose connections are all decided before it does nothing. Who wrote it believes otherwise: a drop that comes too late leaves open what it was meant to close.",
  mend: "Move the line before those that cover it, or take it out.",
  drill: "none: the file alone shows it",
  falsePositive: "The line is kept for the day when an earlier one is taken out.",
  references: [
    {
      title: "Al-Shaer, Hamed: Discovery of Policy Anomalies in Distributed Firewalls (INFOCOM 2004)",
      url: "https://doi.org/10.1109/INFCOM.2004.1354680",
    },
    REFERENCES.nistFirewalls,
  ],
  judge: ({ infra, flowGroups }) => guardsOf(infra, flowGroups).flatMap(shadowed),
};

function shadowed({ host, firewall, dead }: Guard): readonly Judgement[] {
  const byText = new Map<string, { line: FirewallLine; places: number[] }>();
  for (const index of dead) {
    const line = firewall.lines[index];
    if (line === undefined) continue;
    const entry = byText.get(lineText(line)) ?? { line, places: [] };
    entry.places.push(index);
    byText.set(lineText(line), entry);
  }
  return [...byText].map(([text, { line, places }]) => {
    const unseen = !firewall.ipv6 && line.from.includes(":");
    const first = places[0] ?? 0;
    const opposite = firewall.lines.slice(0, first).some(({ action }) => action !== line.action);
    const effect =
      line.action === "drop" ? `What it was to keep out of ${host.name} comes in` : `What it was to let into ${host.name} stays out`;
    return {
      entity: `${host.name}:${text.replaceAll(" ", "-")}`,
      title: `The line "${text}" in the firewall of ${host.name} never matches.`,
      why: unseen
        ? `It speaks of IPv6, which the firewall of ${host.name} does not look at.`
        : `Earlier lines have decided on everything that it speaks of. ${opposite ? `${effect} wherever one of them says so.` : "They say the same, so it can go."}`,
      evidence: places.map((index) => `${linesPath(host.name, index)}: ${text}`),
      fix: {
        kind: "advice",
        title: unseen
          ? `Let the firewall of ${host.name} look at IPv6, or take the line out.`
          : `Move the line before those that cover it, or take it out of the firewall of ${host.name}.`,
      },
      hosts: [host.name],
      path: linesPath(host.name, first),
    };
  });
}

function lineText({ action, from, protocol, ports }: FirewallLine): string {
  const words = ports === undefined ? [] : [ports[0] === ports[1] ? `${ports[0]}` : `${ports[0]}-${ports[1]}`];
  return [action, protocol, ...words, "from", from].join(" ");
}
