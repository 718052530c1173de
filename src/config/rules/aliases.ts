import { type ConfigRule, itemsOf } from "../../language/draft.ts";
import { twice } from "../../language/once.ts";
import { isWildcard } from "../../model/names.ts";
import { quoted } from "../../util/quoted.ts";

/** Each name is said once, the main one by `domain`. */
export const aliasesOnce: ConfigRule = ({ draft }) => [
  ...twice(["aliases"], draft.aliases, ({ name }) => name),
  ...itemsOf(draft.aliases).flatMap(([index, alias]) =>
    alias.name !== undefined && alias.name === draft.domain
      ? [
          {
            path: ["aliases", index, "name"],
            code: "BZ_CONFIG_LISTED_TWICE" as const,
            found: `${quoted(alias.name)}, which is the domain`,
            allowed: "other names of the site",
          },
        ]
      : [],
  ),
];

/** A CA that asks the site itself cannot ask all names that a star stands for (RFC 8555, 7.1.3: for these it asks the DNS). */
export const noWildcardAsked: ConfigRule = ({ draft }) =>
  draft.tls?.certificate !== "acme"
    ? []
    : itemsOf(draft.aliases).flatMap(([index, alias]) =>
        alias.name !== undefined && isWildcard(alias.name)
          ? [
              {
                path: ["aliases", index, "name"],
                code: "BZ_CONFIG_ALIAS_WILDCARD" as const,
                found: quoted(alias.name),
              },
            ]
          : [],
      );
