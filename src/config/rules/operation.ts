import { describe } from "../describe.ts";
import { BACKUP_SCHEMES, backupUrlRule, isUrlLike } from "../destinations.ts";
import type { ConfigRule } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import { showKey } from "../path.ts";
import { isObject, valueAt } from "../plain.ts";
import { dependencyNameRule, SERVICE } from "../texts.ts";
import { unknownHost } from "./roles.ts";
import { outOfPlace, said } from "./said.ts";

/** Names of dependencies: they are keys, so the schema does not see them. */
export const dependencyNames: ConfigRule = ({ written }) => {
  const dependencies = valueAt(written, ["dependencies"]);
  return (isObject(dependencies) ? Object.keys(dependencies) : []).flatMap((name): readonly Mistake[] => {
    const fault = name === "__proto__" ? undefined : dependencyNameRule(name);
    return fault === undefined ? [] : [{ path: ["dependencies", name], found: showKey(name), allowed: SERVICE, ...fault }];
  });
};

export const backupTarget: ConfigRule = (context): readonly Mistake[] => {
  const to = context.draft.backups?.to;
  if (to === undefined) return [];
  const path = ["backups", "to"];
  const allowed = `the name of a host, or a URL (${BACKUP_SCHEMES.join(", ")})`;
  const fault = isUrlLike(to) ? backupUrlRule(to) : unknownHost(to, context);
  return fault === undefined ? [] : [{ path, found: describe(to), ...fault, allowed }];
};

/** What is backed up is the database. */
export const backupsOfSomething: ConfigRule = (context) =>
  context.draft.backups === undefined || said(context, [], "database")
    ? []
    : [
        outOfPlace(
          ["backups"],
          "a section `backups`, and no section `database`",
          "backups of a database",
          "Remove it, or add the database.",
        ),
      ];
