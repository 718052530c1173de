import { ROLE_FACES, roleOf } from "../../catalog/roles.ts";
import type { ConfigRule } from "../../language/draft.ts";
import type { Mistake } from "../../language/fault.ts";
import { listed, namesOf, rolesKnown } from "../../language/hosts.ts";
import type { Role } from "../../model/infrastructure.ts";
import { quoted } from "../../util/quoted.ts";

const BOTH = "a section and a host that runs it, or neither";

/** A section for each tier that has one, and hosts for each section. */
export const sectionsAndHosts: ConfigRule = (context) => {
  if (!rolesKnown(context)) return [];
  return ROLE_FACES.flatMap(({ name: tier, section }): readonly Mistake[] => {
    if (section === undefined) return [];
    const { key, optional } = section;
    const [first] = namesOf(context.draft, tier);
    const isSaid = context.said([], key);
    if (isSaid && first === undefined) {
      const found = `a section \`${key}\`, and no host that runs ${quoted(tier)}`;
      return [
        {
          path: [key],
          code: "BZ_CONFIG_TIER_EMPTY",
          found,
          allowed: BOTH,
          mend: `Add ${quoted(tier)} to \`runs\` of a host, or remove the section.`,
        },
      ];
    }
    if (isSaid || first === undefined || optional) return [];
    const index = context.draft.hosts?.[first]?.runs?.indexOf(tier) ?? 0;
    const found = `${quoted(tier)}, and no section \`${key}\``;
    const mend = `Add a section \`${key}\` to the config, or remove ${quoted(tier)} from \`runs\`.`;
    return [{ path: ["hosts", first, "runs", index], code: "BZ_CONFIG_TIER_UNDECLARED", found, allowed: BOTH, mend }];
  });
};

/** What a role cannot do without is there, and so is who has to be there in any case. */
export const tiersComplete: ConfigRule = (context) => {
  if (!rolesKnown(context)) return [];
  const hostsOf = (role: Role): readonly string[] => namesOf(context.draft, role);
  const without = ROLE_FACES.flatMap(({ name, needs = [] }) =>
    needs.flatMap(({ role: other, why }): readonly Mistake[] => {
      const there = hostsOf(name);
      const { section } = roleOf(other);
      // That a section has no hosts is said already.
      const isSaid = section !== undefined && !section.optional && context.said([], section.key);
      if (there.length === 0 || hostsOf(other).length > 0 || isSaid) return [];
      const found = `${quoted(name)} on ${listed(there)}, and ${quoted(other)} on no host`;
      const mend = `Add ${quoted(other)} to \`runs\` of a host: ${why}.`;
      return [{ path: ["hosts"], code: "BZ_CONFIG_TIER_MISSING", found, allowed: `${quoted(name)} together with ${quoted(other)}`, mend }];
    }),
  );
  const nowhere = ROLE_FACES.flatMap(({ name, required }): readonly Mistake[] => {
    if (required === undefined || hostsOf(name).length > 0) return [];
    const mend = `Add ${quoted(name)} to \`runs\` of a host, ${required}.`;
    return [
      { path: ["hosts"], code: "BZ_CONFIG_TIER_MISSING", found: `${quoted(name)} on no host`, allowed: `${quoted(name)} on a host`, mend },
    ];
  });
  return [...without, ...nowhere];
};
