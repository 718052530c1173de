import type { ConfigRule } from "../../language/draft.ts";
import type { Fault, Mistake } from "../../language/fault.ts";
import type { Path } from "../../language/path.ts";
import { isObject, type Plain } from "../../language/plain.ts";
import { secretNameRule } from "../../language/values.ts";
import { VARIABLE_NAME } from "../../language/variables.ts";
import { secretKind } from "../../util/secret-like.ts";
import { SECTIONS } from "../sections.ts";

const nameIn = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null && "secret" in value && typeof value.secret === "string" ? value.secret : undefined;

export const secretReferences: ConfigRule = ({ draft }) =>
  SECTIONS.flatMap(({ secrets }) => secrets?.(draft) ?? []).flatMap(([path, value]): readonly Mistake[] => {
    const name = nameIn(value);
    const fault = name === undefined ? undefined : secretNameRule(name);
    // Somebody may have put the secret itself here: it is not shown.
    const found = "another kind of name (not shown: it may be the secret)";
    return fault === undefined ? [] : [{ path, found, allowed: VARIABLE_NAME, ...fault }];
  });

/** What may stand in the place of a secret. */
function insteadOf([key]: Path): Pick<Fault, "allowed" | "mend"> {
  return SECTIONS.find((section) => section.key === key)?.insteadOfSecret ?? { allowed: 'secret("NAME") in app.env' };
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
    return kind === undefined ? [] : [own(`${kind} (not shown)`)];
  };
  return search(written, []);
};
