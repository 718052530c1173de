import type { ConfigRule } from "../../language/draft.ts";
import type { Mistake } from "../../language/fault.ts";
import { showKey } from "../../language/path.ts";
import { isObject, valueAt } from "../../language/plain.ts";
import { dependencyNameRule, SERVICE } from "../../language/texts.ts";

/** Names of dependencies: they are keys, so the schema does not see them. */
export const dependencyNames: ConfigRule = ({ written }) => {
  const dependencies = valueAt(written, ["dependencies"]);
  return (isObject(dependencies) ? Object.keys(dependencies) : []).flatMap((name): readonly Mistake[] => {
    const fault = name === "__proto__" ? undefined : dependencyNameRule(name);
    return fault === undefined ? [] : [{ path: ["dependencies", name], found: showKey(name), allowed: SERVICE, ...fault }];
  });
};
