import { ROLES, type Role } from "../../model/infrastructure.ts";
import { quoted } from "../../util/quoted.ts";
import type { ConfigRule } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import { listed, namesOf, rolesKnown } from "./roles.ts";
import { said } from "./said.ts";

const BOTH = "a section and a host that runs it, or neither";

/** A section for each tier that has one, and hosts for each section. */
export const sectionsAndHosts: ConfigRule = (context) => {
  if (!rolesKnown(context)) return [];
  return (["balancer", "app", "database"] as const).flatMap((tier): readonly Mistake[] => {
    const [first] = namesOf(context.draft, tier);
    const section = said(context, [], tier);
    if (section && first === undefined) {
      const found = `a section \`${tier}\`, and no host that runs ${quoted(tier)}`;
      return [
        {
          path: [tier],
          code: "BZ_CONFIG_TIER_EMPTY",
          found,
          allowed: BOTH,
          mend: `Add ${quoted(tier)} to \`runs\` of a host, or remove the section.`,
        },
      ];
    }
    // Everything about the balancers has a default.
    if (section || first === undefined || tier === "balancer") return [];
    const index = context.draft.hosts?.[first]?.runs?.indexOf(tier) ?? 0;
    const found = `${quoted(tier)}, and no section \`${tier}\``;
    const mend = `Add a section \`${tier}\` to the config, or remove ${quoted(tier)} from \`runs\`.`;
    return [{ path: ["hosts", first, "runs", index], code: "BZ_CONFIG_TIER_UNDECLARED", found, allowed: BOTH, mend }];
  });
};

/** What a tier cannot do without. */
const NEEDS: readonly (readonly [tier: Role, other: Role, why: string])[] = [
  ["balancer", "web", "the balancer would have nobody to pass requests to"],
  ["web", "balancer", "nobody would pass requests to the web servers, and TLS ends at the balancer"],
  ["web", "app", "what the web servers serve and proxy to is the app"],
  ["app", "web", "nobody would pass requests to the app"],
];

export const tiersComplete: ConfigRule = (context) => {
  if (!rolesKnown(context)) return [];
  const count = new Map(ROLES.map((role) => [role, namesOf(context.draft, role)]));
  const without = NEEDS.flatMap(([tier, other, why]): readonly Mistake[] => {
    const there = count.get(tier) ?? [];
    // That the section `app` has no hosts is said already.
    if (there.length === 0 || (count.get(other) ?? []).length > 0 || (other === "app" && said(context, [], "app"))) return [];
    const found = `${quoted(tier)} on ${listed(there)}, and ${quoted(other)} on no host`;
    const mend = `Add ${quoted(other)} to \`runs\` of a host: ${why}.`;
    return [{ path: ["hosts"], code: "BZ_CONFIG_TIER_MISSING", found, allowed: `${quoted(tier)} together with ${quoted(other)}`, mend }];
  });
  if ((count.get("monitor") ?? []).length > 0) return without;
  const mend = 'Add "monitor" to `runs` of a host, best of one of its own: the monitoring client of every host delivers to it.';
  return [
    ...without,
    { path: ["hosts"], code: "BZ_CONFIG_TIER_MISSING", found: '"monitor" on no host', allowed: '"monitor" on a host', mend },
  ];
};
