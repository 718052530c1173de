import { scrapesOf } from "../catalog/compile.ts";
import { PARTS } from "../catalog/registry.ts";
import type { Loss } from "../kit/faces/reliability.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { fail } from "../util/errors.ts";
import { lossesOf } from "./availability/loss.ts";
import type { Topic } from "./explain/topic.ts";
import { guardsOf } from "./firewall/guard.ts";
import type { Rule } from "./rule.ts";
import { singlePoints } from "./rules/shared/evidence.ts";
import { optionsOr } from "./rules/shared/options.ts";

/** These rules with what the parts refer to, and those of the parts among them. */
export function withRulesOfParts(general: readonly Rule[]): readonly Rule[] {
  const told = general.map((rule) => ({
    ...rule,
    references: [...rule.references, ...PARTS.flatMap(({ references }) => references?.[rule.id] ?? [])],
  }));
  return PARTS.flatMap((part) => part.rules ?? []).reduce<readonly Rule[]>((all, rule) => {
    const judge: Rule["judge"] = (context) =>
      rule.judge({
        infra: context.infra,
        loss: lossIn(context.infra),
        singlePoints: (of) => singlePoints(context.availability, of),
        blocked: () => guardsOf(context.infra, context.flowGroups).flatMap(({ blocked }) => blocked.map(({ flow }) => flow)),
        optionsOr: (options, gone, advice) => optionsOr(context, options, gone, advice),
      });
    return inserted(all, rule.after, { ...rule, judge });
  }, told);
}

/** These questions, and those of the parts among them. */
export function withTopicsOfParts(general: readonly Topic[]): readonly Topic[] {
  return PARTS.flatMap((part) => part.topics ?? []).reduce<readonly Topic[]>((all, topic) => {
    const answer: Topic["answer"] = ({ infra, findings }) =>
      topic.answer({ infra, findings, loss: lossIn(infra), scrapes: (host) => scrapesOf(host, infra) });
    return inserted(all, topic.after, { ...topic, answer });
  }, general);
}

/** Many never ask, and the tree is compiled for who does, once. */
function lossIn(infra: Infrastructure): (host: Host) => Loss {
  let losses: ReturnType<typeof lossesOf> | undefined;
  return (host) => {
    losses ??= lossesOf(infra);
    return losses(host);
  };
}

function inserted<T extends { readonly id: string }>(all: readonly T[], after: string, one: T): readonly T[] {
  const place = all.findIndex(({ id }) => id === after);
  if (place === -1) throw fail("BZ_INTERNAL", { where: one.id, found: `nothing called ${after} before it` });
  return all.toSpliced(place + 1, 0, one);
}
