import { roleOf } from "../../../catalog/roles.ts";
import { type Block, paragraph, remark, table } from "../../../kit/faces/block.ts";
import type { Loss, RoleLoss } from "../../../kit/faces/reliability.ts";
import { hoursWords, secondsWords } from "../../../util/durations.ts";
import { capitalized, listed } from "../../../util/names.ts";
import { lossesOf } from "../../availability/loss.ts";
import { downtimeWords } from "../../words.ts";
import { alike } from "../alike.ts";
import type { Topic } from "../topic.ts";

/** What the loss of each machine does to the site. */
export const loss: Topic = {
  id: "loss",
  question: "What does the loss of each virtual machine do?",
  answer: ({ infra, availability }) => {
    const lossOf = lossesOf(infra);
    const all = infra.hosts.map((host) => [host.name, lossOf(host)] as const);
    const stops = all.filter(([, it]) => it.site === "stops").map(([name]) => name);
    const partly = all.filter(([, it]) => it.site === "partly").map(([name]) => name);
    const outages =
      stops.length === 0
        ? "No single machine takes the site down."
        : `${infra.domain} is down when ${stops.length === 1 ? stops[0] : `any one of ${listed(stops)}`} is lost.`;
    return [
      paragraph(
        outages,
        partly.length === 0 ? undefined : `With one of ${listed(partly)} a part of the visitors is cut off.`,
        `By the model, all failures together are ${downtimeWords(availability.downtimeMinutes)} of downtime a year.`,
      ),
      ...table(
        ["HOST", "THE SITE", "FOR", "WHAT HAPPENS"],
        alike(infra.hosts, lossOf, (it, host) => [host.roles, it.site, it.seconds, it.until].join(" ")).map(({ label, told }) => [
          label,
          SITE[told.site],
          told.seconds === 0 ? "-" : secondsWords(told.seconds),
          story(told),
        ]),
      ),
      // What no request needs is no component: how its loss is noticed, the topic on monitoring tells.
      ...noticed(all.flatMap(([name, it]) => (availability.components.has(`host:${name}`) ? [it] : []))),
    ];
  },
};

const SITE = { serves: "goes on", partly: "partly stops", stops: "stops" } as const satisfies Record<Loss["site"], string>;

function story(told: Loss): string {
  return told.roles.map(roleStory).join(" ");
}

/** What becomes of a role, in a sentence. */
function roleStory({ role, outcome, left, seconds, until, from }: RoleLoss): string {
  const name = capitalized(role);
  const others = listed(left);
  if (roleOf(role).place === undefined)
    return left.length === 0
      ? "Nothing is measured and no alert is raised until it is back."
      : `${others} ${left.length === 1 ? "goes" : "go"} on measuring.`;
  switch (outcome) {
    case "idle":
      return `${name}: ${from}.`;
    case "serves":
      return `${name}: ${others === "" ? "nobody waits" : `${others} ${left.length === 1 ? "goes" : "go"} on`}${seconds === 0 ? "" : ` after ${secondsWords(seconds)}`}.`;
    case "partly":
      return `${name}: its clients are cut off; those of ${others} are not.`;
    case "stops":
      return until === "promotion"
        ? `${name}: no writes until ${left.length === 1 ? others : `one of ${others}`} is promoted (${from}).`
        : `${name}: none is left${left.length === 0 ? "" : ` that could serve without it`}.`;
  }
}

function noticed(losses: readonly Loss[]): readonly Block[] {
  const hoursOf = (seen: boolean): readonly number[] =>
    losses.filter((it) => (it.noticing !== "nobody") === seen).map((it) => it.repairHours);
  const unseen = losses.filter((it) => it.noticing === "nobody").map((it) => it.host);
  const [back, later] = [hoursOf(true), hoursOf(false)];
  return remark(
    back.length === 0
      ? undefined
      : `A machine whose loss is noticed is back after ${hoursWords(Math.max(...back))}, as the model assumes or the file says.`,
    unseen.length === 0
      ? undefined
      : `The loss of ${listed(unseen)} is seen by nobody, since no alert reaches anyone and visitors notice nothing: the model takes ${hoursWords(Math.max(...later))} until the machine is back.`,
  );
}
