import { ROLES, type Role } from "../../model/infrastructure.ts";
import { quote } from "../../util/quote.ts";
import { nearest } from "../../util/suggest.ts";
import { describe } from "../describe.ts";
import { type ConfigRule, type Draft, entriesOf, itemsOf, type RuleContext } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import { formatPath, showKey, showName } from "../path.ts";
import { isObject, valueAt } from "../plain.ts";
import { SECTIONS } from "../schema.ts";

function namesOf(draft: Draft, role: Role): readonly string[] {
  return entriesOf(draft.hosts).flatMap(([name, host]) => (itemsOf(host.runs).some(([, run]) => run === role) ? [name] : []));
}

/** Whether the roles of every host are known for sure. A misspelt role is one problem, not also a tier that nothing runs. */
function rolesKnown({ draft, written }: RuleContext): boolean {
  const hosts = valueAt(written, ["hosts"]);
  const count = isObject(hosts) ? Object.keys(hosts).length : 0;
  if (draft.hosts === undefined || count === 0 || Object.keys(draft.hosts).length !== count) return false;
  return entriesOf(draft.hosts).every(([, host]) => host.runs?.every((role) => role !== undefined) ?? false);
}

/** Whether the section stands in the file, be it broken or under a misspelt name. */
function declared(section: string, { written }: RuleContext): boolean {
  if (!isObject(written)) return false;
  return (
    written[section] !== undefined || Object.keys(written).some((key) => !SECTIONS.includes(key) && nearest(key, SECTIONS) === section)
  );
}

const ONCE = "everything once";

export const rolesOnce: ConfigRule = ({ draft }) =>
  entriesOf(draft.hosts).flatMap(([name, host]) =>
    itemsOf(host.runs).flatMap(([index, role], _, all): readonly Mistake[] => {
      const first = all.find(([, other]) => other === role)?.[0] ?? index;
      if (first === index) return [];
      return [
        {
          path: ["hosts", name, "runs", index],
          code: "BZ_CONFIG_LISTED_TWICE",
          found: `${quote(role)}, which is also runs[${first}]`,
          allowed: ONCE,
        },
      ];
    }),
  );

export const packagesOnce: ConfigRule = ({ draft }) =>
  itemsOf(draft.app?.packages).flatMap(([index, name], _, all): readonly Mistake[] => {
    const first = all.find(([, other]) => other === name)?.[0] ?? index;
    if (first === index) return [];
    return [
      {
        path: ["app", "packages", index],
        code: "BZ_CONFIG_LISTED_TWICE",
        found: `${quote(name)}, which is also packages[${first}]`,
        allowed: ONCE,
      },
    ];
  });

const BOTH = "a section and a host that runs it, or neither";

/** A section for each tier that has one, and hosts for each section. */
export const sectionsAndHosts: ConfigRule = (context) => {
  if (!rolesKnown(context)) return [];
  return (["app", "database"] as const).flatMap((tier): readonly Mistake[] => {
    const [first] = namesOf(context.draft, tier);
    const section = declared(tier, context);
    if (section && first === undefined) {
      const found = `a section \`${tier}\`, and no host that runs ${quote(tier)}`;
      return [
        {
          path: [tier],
          code: "BZ_CONFIG_TIER_EMPTY",
          found,
          allowed: BOTH,
          mend: `Add ${quote(tier)} to \`runs\` of a host, or remove the section.`,
        },
      ];
    }
    if (section || first === undefined) return [];
    const index = context.draft.hosts?.[first]?.runs?.indexOf(tier) ?? 0;
    const found = `${quote(tier)}, and no section \`${tier}\``;
    const mend = `Add a section \`${tier}\` to the config, or remove ${quote(tier)} from \`runs\`.`;
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
    if (there.length === 0 || (count.get(other) ?? []).length > 0 || (other === "app" && declared("app", context))) return [];
    const found = `${quote(tier)} on ${listed(there)}, and ${quote(other)} on no host`;
    const mend = `Add ${quote(other)} to \`runs\` of a host: ${why}.`;
    return [{ path: ["hosts"], code: "BZ_CONFIG_TIER_MISSING", found, allowed: `${quote(tier)} together with ${quote(other)}`, mend }];
  });
  if ((count.get("monitor") ?? []).length > 0) return without;
  const mend = 'Add "monitor" to `runs` of a host, best of one of its own: the monitoring client of every host delivers to it.';
  return [
    ...without,
    { path: ["hosts"], code: "BZ_CONFIG_TIER_MISSING", found: '"monitor" on no host', allowed: '"monitor" on a host', mend },
  ];
};

function listed(names: readonly string[]): string {
  const shown = names.map(showName);
  return shown.length <= 5 ? shown.join(", ") : `${shown.slice(0, 4).join(", ")} and ${shown.length - 4} more`;
}

export const primaryRunsDatabase: ConfigRule = (context) => {
  const { draft } = context;
  const primary = draft.database?.primary;
  if (primary === undefined || Object.keys(draft.hosts ?? {}).length === 0 || context.broken("hosts")) return [];
  const path = ["database", "primary"];
  const candidates = namesOf(draft, "database");
  const allowed = candidates.length === 0 ? "a host that runs `database`" : listed(candidates);
  const names = isObject(context.written) && isObject(context.written.hosts) ? Object.keys(context.written.hosts) : [];
  if (!names.includes(primary)) {
    const near = nearest(primary, candidates.length > 0 ? candidates : names);
    const mend = near === undefined ? {} : { mend: `Did you mean ${showKey(near)}?` };
    return [{ path, code: "BZ_CONFIG_PRIMARY_UNKNOWN", found: describe(primary), allowed, ...mend }];
  }
  const runs = draft.hosts?.[primary]?.runs;
  if (runs === undefined || runs.some((role) => role === undefined) || runs.includes("database")) return [];
  const found = `${describe(primary)}, which runs ${runs.length === 0 ? "nothing" : runs.join(", ")}`;
  return [
    {
      path,
      code: "BZ_CONFIG_PRIMARY_WITHOUT_DATABASE",
      found,
      allowed,
      mend: `Add "database" to ${formatPath(["hosts", primary, "runs"])}, or name another host.`,
    },
  ];
};
