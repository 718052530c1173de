import { roleOf, wordsOf } from "../../catalog/roles.ts";
import type { Judgement } from "../../kit/faces/finding.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { Rule } from "../rule.ts";
import { REFERENCES } from "./shared/references.ts";

/** A web server or balancer of which only the machine is measured. Where nothing is, host-unmonitored says so. */
export const qpsUnmonitored: Rule = {
  id: "qps-unmonitored",
  section: "monitoring",
  starred: true,
  severity: "warning",
  title: "The requests per second of a web server or balancer are not measured.",
  why: "Load on the machine does not tell how many requests cause it. Without the rate there is no knowing whether a quiet server is idle or cut off, how near the site is to what it can carry, or whether the last release answers fewer requests than the one before.",
  mend: "Scrape the request counters of the balancer and the web server, and take their rate.",
  drill: "load",
  falsePositive: "The balancers are measured, and all requests go through them: then their figures by server may do.",
  references: [REFERENCES.sreMonitoring],
  judge: ({ infra }) => {
    if (hostsOf(infra, "monitor").length === 0) return [];
    return infra.hosts
      .filter((host) => host.monitoring === "machine" && host.roles.some((role) => roleOf(role).counts))
      .map((host) => judgement(host, infra));
  },
};

function judgement({ name, roles }: Host, { objectives }: Infrastructure): Judgement {
  const serving = roles.filter((role) => roleOf(role).counts).map((role) => wordsOf(role).one);
  const peak =
    objectives.peakQps === undefined
      ? ""
      : ` Whether it comes near the ${objectives.peakQps} requests a second of objectives.peakQps is anybody's guess.`;
  return {
    entity: name,
    title: `The requests per second of ${listed(serving)} on ${name} are not measured.`,
    why: `CPU and memory of ${name} are known; its requests, errors and latency are not. When ${listed(serving)} on ${name} ${serving.length === 1 ? "answers" : "answer"} nothing but errors, that looks like a quiet hour.${peak}`,
    evidence: [`hosts.${name}.monitoring: "machine"`],
    fix: {
      kind: "edit",
      title: `Measure ${listed(serving)} on ${name}, too.`,
      edits: [{ path: ["hosts", name, "monitoring"], value: undefined }],
    },
    hosts: [name],
    path: `hosts.${name}.monitoring`,
  };
}
