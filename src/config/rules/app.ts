import { APP_ENVIRONMENT } from "../../model/app-environment.ts";
import { quoted } from "../../util/quoted.ts";
import { secretKind } from "../../util/secret-like.ts";
import { type ConfigRule, entriesOf, itemsOf } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import { type Path, showKey, showName } from "../path.ts";
import { isObject, valueAt } from "../plain.ts";
import { VARIABLE, VARIABLE_NAME } from "./variables.ts";

const RESERVED = `any name but ${Object.keys(APP_ENVIRONMENT).join(", ")}`;

/** Names of variables: they are keys, so the schema does not see them. */
export const variableNames: ConfigRule = ({ written }) => {
  const env = valueAt(written, ["app", "env"]);
  return (isObject(env) ? Object.keys(env) : []).flatMap((name): readonly Mistake[] => {
    const path: Path = ["app", "env", name];
    if (Object.hasOwn(APP_ENVIRONMENT, name)) {
      const purpose = APP_ENVIRONMENT[name as keyof typeof APP_ENVIRONMENT];
      return [{ path, code: "BZ_CONFIG_ENV_RESERVED", found: `${quoted(name)}: ${purpose}`, allowed: RESERVED }];
    }
    if (VARIABLE.test(name) || name === "__proto__") return [];
    const near = name
      .slice(0, 128)
      .toUpperCase()
      .replaceAll(/[^A-Z0-9_]/g, "_");
    const mend = VARIABLE.test(near) && secretKind(name) === undefined ? { mend: `Write ${near}.` } : {};
    return [{ path, code: "BZ_CONFIG_ENV_NAME", found: showKey(name), allowed: VARIABLE_NAME, ...mend }];
  });
};

/** A unix socket reaches no further than its host. */
export const socketIsLocal: ConfigRule = ({ draft }) => {
  if (draft.app?.listen !== "socket") return [];
  const apart = entriesOf(draft.hosts).filter(([, host]) => {
    const runs = itemsOf(host.runs).map(([, role]) => role);
    return runs.includes("web") && !runs.includes("app");
  });
  if (apart.length === 0) return [];
  const found = `"socket", while ${showName(apart[0]?.[0] ?? "")} runs the web server without the app`;
  return [{ path: ["app", "listen"], code: "BZ_CONFIG_SOCKET_APART", found, allowed: "a port, or the app on every web host" }];
};
