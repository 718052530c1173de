import { APP_ENVIRONMENT } from "../../catalog/environment.ts";
import type { ConfigRule } from "../../language/draft.ts";
import { isObject, valueAt } from "../../language/plain.ts";
import { quoted } from "../../util/quoted.ts";

/** What Bartizan sets for the app, the file does not. */
export const variablesOfItsOwn: ConfigRule = ({ written }) => {
  const env = valueAt(written, ["app", "env"]);
  const allowed = `any name but ${Object.keys(APP_ENVIRONMENT).join(", ")}`;
  return (isObject(env) ? Object.keys(env) : [])
    .filter((name) => Object.hasOwn(APP_ENVIRONMENT, name))
    .map((name) => ({
      path: ["app", "env", name],
      code: "BZ_CONFIG_ENV_RESERVED",
      found: `${quoted(name)}: ${APP_ENVIRONMENT[name]}`,
      allowed,
    }));
};
