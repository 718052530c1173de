import { type ConfigRule, entriesOf, itemsOf } from "../../language/draft.ts";
import type { Mistake, Rule } from "../../language/fault.ts";
import { type Path, showKey, showName } from "../../language/path.ts";
import { isObject, valueAt } from "../../language/plain.ts";
import { CONTROL } from "../../language/values.ts";
import { VARIABLE, VARIABLE_NAME } from "../../language/variables.ts";
import { quoted } from "../../util/quoted.ts";
import { isLiteralSecret, secretKind } from "../../util/secret-like.ts";

// What may stand in the section `app`, value by value and together with the hosts.

export const sourceRule: Rule<string> = (value) => (value.trim() !== "" && !CONTROL.test(value) ? undefined : { code: "BZ_CONFIG_FOLDER" });

export const healthRule: Rule<string> = (value) => {
  if (/^\/[A-Za-z0-9._~/?=&%+:@,-]*$/.test(value)) return undefined;
  const mend = /^[A-Za-z0-9._~-]+$/.test(value) ? { mend: `Write ${quoted(`/${value}`)}.` } : {};
  return { code: "BZ_CONFIG_HEALTH", ...mend };
};

export const packageRule: Rule<string> = (value) =>
  /^[a-z0-9][a-z0-9+.-]{1,127}$/.test(value) ? undefined : { code: "BZ_CONFIG_PACKAGE" };

/** Line ends and tabs may be meant; other control characters cannot be passed on. */
export const envValueRule: Rule<unknown> = (value) =>
  typeof value === "string" && /[^\P{Cc}\n\t]/u.test(value)
    ? { code: "BZ_CONFIG_ENV_VALUE", found: "a text with control characters" }
    : undefined;

/** Names of variables: they are keys, so the schema does not see them. */
export const variableNames: ConfigRule = ({ written }) => {
  const env = valueAt(written, ["app", "env"]);
  return (isObject(env) ? Object.keys(env) : []).flatMap((name): readonly Mistake[] => {
    const path: Path = ["app", "env", name];
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

/** Variables whose names say that they are secret, and whose values stand in the file. What a value looks like by itself is judged everywhere. */
export const literalVariables: ConfigRule = ({ written }) => {
  const env = valueAt(written, ["app", "env"]);
  return (isObject(env) ? Object.entries(env) : []).flatMap(([name, value]): readonly Mistake[] => {
    const literal = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : "";
    if (secretKind(name) !== undefined || (typeof value === "string" && secretKind(value) !== undefined)) return [];
    if (literal === "" || !isLiteralSecret(name, literal)) return [];
    const mend = VARIABLE.test(name)
      ? { mend: `Write secret(${quoted(name)}), take the value out of the file, and replace it if the file was ever shared.` }
      : {};
    const found = "a value under a name that says it is a secret (not shown)";
    return [{ path: ["app", "env", name], code: "BZ_CONFIG_SECRET_LITERAL", found, allowed: 'secret("NAME") in app.env', ...mend }];
  });
};
