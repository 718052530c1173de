import { BEHIND, wordsOf } from "../../../catalog/roles.ts";
import { saidBy, verb } from "../../../kit/answer-words.ts";
import { paragraph, remark, table } from "../../../kit/faces/block.ts";
import type { Host, Infrastructure, Role } from "../../../model/infrastructure.ts";
import { listed } from "../../../util/names.ts";
import { colocated } from "../../rules/tier-colocation.ts";
import { alike } from "../alike.ts";
import type { Topic } from "../topic.ts";

/** What it means that tiers share hosts. */
export const colocation: Topic = {
  id: "colocation",
  question: "Why are servers that run all components a problem?",
  answer: ({ infra, findings }) => {
    const shared = infra.hosts.filter((host) => tiersOn(host).length > 1);
    const [first] = shared;
    if (first === undefined) return [paragraph("It is none here: web servers, apps and databases have hosts of their own.")];
    const names = shared.map((host) => host.name);
    return [
      paragraph(
        `${listed(names)} ${verb(names, "runs", "run")} more than one tier. What the tiers share is what takes them down together:`,
      ),
      ...table(
        ["WHAT HAPPENS ON A HOST", "WHAT IT DOES BESIDES"],
        [
          ["the machine dies", `${words(first)} of ${first.name} are gone in one moment${share(infra, shared)}`],
          ["the app takes all memory", "the kernel ends a process, which may be the database's"],
          ["many requests come in", "the database waits for the processors and the disk that the app keeps busy"],
          [
            "somebody breaks into the app",
            first.roles.includes("database")
              ? "the intruder stands on the machine that holds the data"
              : "the intruder stands on the machine of the other tiers",
          ],
          ["a tier needs more room", "every host that is added brings all of them, a database included"],
          ["one of them is updated", "all of them are interrupted when the machine has to restart"],
        ],
      ),
      ...table(
        ["HOST", "RUNS"],
        alike(shared, words, (told) => told).map(({ label, told }) => [label, told]),
      ),
      ...remark(
        colocated(infra).length === 0
          ? undefined
          : "The database is the one to move first: it is what cannot be replaced by installing it anew.",
        saidBy(findings, "tier-colocation"),
      ),
    ];
  },
};

function tiersOn(host: Host): readonly Role[] {
  return BEHIND.filter((role) => host.roles.includes(role));
}

function words(host: Host): string {
  return listed(tiersOn(host).map((role) => wordsOf(role).one));
}

/** How much of the site goes with a host. */
function share(infra: Infrastructure, shared: readonly Host[]): string {
  const web = infra.hosts.filter((host) => host.roles.includes("web")).length;
  return web === shared.length && web > 1 ? `, and 1 in ${web} of the site's capacity` : "";
}
