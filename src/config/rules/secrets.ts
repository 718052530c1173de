import { quoted } from "../../util/quoted.ts";
import { isLiteralSecret, secretKind } from "../../util/secret-like.ts";
import { type ConfigRule, type Draft, entriesOf, itemsOf } from "../draft.ts";
import type { Fault, Mistake } from "../fault.ts";
import type { Path } from "../path.ts";
import { isObject, type Plain } from "../plain.ts";
import { secretNameRule } from "../values.ts";
import { VARIABLE, VARIABLE_NAME } from "./variables.ts";

/** Everything in the file that is read from elsewhere, by its place. */
function references({ app, monitoring }: Draft): readonly (readonly [path: Path, name: string | undefined])[] {
  const named = (value: unknown): string | undefined =>
    typeof value === "object" && value !== null && "secret" in value && typeof value.secret === "string" ? value.secret : undefined;
  return [
    ...entriesOf(app?.env).map(([name, value]) => [["app", "env", name], named(value)] as const),
    ...itemsOf(monitoring?.receivers).map(([index, { to }]) => [["monitoring", "receivers", index, "to"], named(to)] as const),
    ...itemsOf(monitoring?.sendTo).flatMap(([index, it]) =>
      (["url", "key", "token", "password"] as const).map((key) => [["monitoring", "sendTo", index, key], named(it[key])] as const),
    ),
    [["monitoring", "watchdog"], named(monitoring?.watchdog)],
    [["monitoring", "mail", "password"], named(monitoring?.mail?.password)],
  ];
}

export const secretReferences: ConfigRule = ({ draft }) =>
  references(draft).flatMap(([path, name]): readonly Mistake[] => {
    const fault = name === undefined ? undefined : secretNameRule(name);
    // Somebody may have put the secret itself here: it is not shown.
    const found = "another kind of name (not shown: it may be the secret)";
    return fault === undefined ? [] : [{ path, found, allowed: VARIABLE_NAME, ...fault }];
  });

/** What may stand in the place of a secret. */
function insteadOf(path: Path): Pick<Fault, "allowed" | "mend"> {
  if (path[0] === "monitoring") {
    const mend = 'Write secret("NAME") here, take the value out of the file, and replace it if the file was ever shared.';
    return { allowed: 'secret("NAME")', mend };
  }
  if (path[0] === "backups") {
    return { allowed: "a URL without a password", mend: "Take the password out of the file, and replace it if the file was ever shared." };
  }
  return { allowed: 'secret("NAME") in app.env' };
}

/** Secrets that stand in the file itself, anywhere in it. Their values are in no message. */
export const literalSecrets: ConfigRule = ({ written }) => {
  const search = (value: Plain, path: Path): readonly Mistake[] => {
    const key = path.at(-1);
    const own = (found: string): Mistake => ({ path, code: "BZ_CONFIG_SECRET_LITERAL", found, ...insteadOf(path) });
    const inKey = typeof key === "string" && secretKind(key) !== undefined ? [own(`${secretKind(key)} as a key (not shown)`)] : [];
    if (Array.isArray(value)) return [...inKey, ...value.flatMap((item, index) => search(item, [...path, index]))];
    if (isObject(value)) return [...inKey, ...Object.entries(value).flatMap(([name, item]) => search(item, [...path, name]))];
    if (inKey.length > 0) return inKey;
    const kind = typeof value === "string" ? secretKind(value) : undefined;
    if (kind !== undefined) return [own(`${kind} (not shown)`)];
    const variable = path[0] === "app" && path[1] === "env" && path.length === 3 && typeof key === "string" ? key : undefined;
    const literal = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : "";
    if (variable === undefined || literal === "" || !isLiteralSecret(variable, literal)) return [];
    const mend = VARIABLE.test(variable)
      ? { mend: `Write secret(${quoted(variable)}), take the value out of the file, and replace it if the file was ever shared.` }
      : {};
    return [{ ...own("a value under a name that says it is a secret (not shown)"), ...mend }];
  };
  return search(written, []);
};
