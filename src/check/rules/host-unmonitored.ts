import { wordsOf } from "../../catalog/roles.ts";
import type { Judgement } from "../../kit/faces/finding.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/** A host of which nothing is measured. */
export const hostUnmonitored: Rule = {
  id: "host-unmonitored",
  section: "monitoring",
  starred: true,
  severity: "error",
  title: "Nothing is measured on a host.",
  why: "What is not measured fails unseen: a full disk, a dead process, a certificate that was not renewed are noticed by visitors first. The balancer and the monitor itself are hosts like the others.",
  mend: "The monitoring client on every host.",
  drill: "stop-collector",
  falsePositive: "Another system measures the host and raises its alerts.",
  references: [REFERENCES.sreMonitoring, REFERENCES.prometheusAlerting],
  judge: ({ infra }) => {
    const monitors = hostsOf(infra, "monitor");
    if (monitors.length === 0) return [withoutMonitor(infra)];
    return infra.hosts.filter((host) => host.monitoring === "none").map((host) => judgement(host, infra));
  },
};

function judgement({ name, roles }: Host, infra: Infrastructure): Judgement {
  const parts = roles.length === 0 ? "" : ` or ${roles.map((role) => wordsOf(role).one).join(" or ")} stops`;
  return {
    entity: name,
    title: `Nothing is measured on ${name}.`,
    why: `When ${name} goes down, its disk fills up${parts}, no alert is raised: the visitors of ${infra.domain} or the loss of a second host will tell. Afterwards there are no figures to find the cause in.`,
    evidence: [`hosts.${name}.monitoring: "none"`],
    fix: {
      kind: "edit",
      title: `Measure ${name} like the other hosts.`,
      edits: [{ path: ["hosts", name, "monitoring"], value: undefined }],
    },
    hosts: [name],
    path: `hosts.${name}.monitoring`,
  };
}

function withoutMonitor({ domain, hosts }: Infrastructure): Judgement {
  return {
    entity: "site",
    title: "No host runs the monitor: nothing is measured.",
    why: `An outage of ${domain} is noticed by its visitors, and nothing tells afterwards what happened on ${listed(hosts.map(({ name }) => name))}.`,
    evidence: ['no host has "monitor" in its runs'],
    fix: { kind: "advice", title: 'Add "monitor" to `runs` of a host, best of one of its own.' },
    hosts: hosts.map(({ name }) => name),
    path: "hosts",
  };
}
