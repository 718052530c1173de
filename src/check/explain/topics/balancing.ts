import { ROLE_FACES, roleOf, wordsOf } from "../../../catalog/roles.ts";
import { tiersOf } from "../../../catalog/tiers.ts";
import { namesOf } from "../../../kit/answer-words.ts";
import { paragraph, table } from "../../../kit/faces/block.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import type { Tier } from "../../../model/tiers.ts";
import { listed } from "../../../util/names.ts";
import { lossOf } from "../../availability/loss.ts";
import type { Topic } from "../topic.ts";

/** How requests are shared out, and which hosts of a tier serve at a time. */
export const balancing: Topic = {
  id: "balancing",
  question: "By which algorithm are requests shared out, and is it active-active or active-passive?",
  answer: ({ infra }) => {
    if (namesOf(infra, "balancer").length === 0) return [paragraph("There is no balancer here.")];
    return [...ROLE_FACES.flatMap((role) => role.sharing?.(infra) ?? []), ...table(["TIER", "HOSTS", "MODE", "WHICH MEANS"], modes(infra))];
  },
};

function modes(infra: Infrastructure): readonly (readonly string[])[] {
  return tiersOf(infra).map((tier) => {
    const names = tier.members.map((host) => host.name);
    const [mode, meaning] = names.length === 1 ? ["one host", "nobody takes over"] : modeOf(infra, tier);
    return [wordsOf(tier.role).many, listed(names), mode, meaning];
  });
}

function modeOf(infra: Infrastructure, tier: Tier): readonly [mode: string, meaning: string] {
  const { role } = tier;
  const { mode } = roleOf(role);
  if (mode !== undefined) return mode(infra, (host) => lossOf(infra, host));
  const beside = role === "web" && hostsOf(infra, "web").every((host) => host.roles.includes("app")) && infra.app !== undefined;
  return [
    "active-active",
    `all of them serve at all times${beside ? ", each with the app beside it" : ""}; when one is lost, the others take its share`,
  ];
}
