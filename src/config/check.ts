import type { InfrastructureConfig } from "../language/config.ts";
import { type ConfigRule, draftOf } from "../language/draft.ts";
import type { Mistake } from "../language/fault.ts";
import { formatPath, type Path } from "../language/path.ts";
import { isObject, type Plain, plainCopy, valueAt } from "../language/plain.ts";
import { type Problem, problem } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";
import { prototypeMistakes, schemaMistakes } from "./mistakes.ts";
import { portFree } from "./rules/ports.ts";
import { literalSecrets, secretReferences } from "./rules/secrets.ts";
import { sectionsAndHosts, tiersComplete } from "./rules/tiers.ts";
import { variablesOfItsOwn } from "./rules/variables.ts";
import { configSchema, fieldAt } from "./schema.ts";
import { SECTIONS } from "./sections.ts";

/** The rules for several values together. */
const RULES: readonly ConfigRule[] = [
  ...SECTIONS.flatMap(({ rules = [] }) => rules),
  sectionsAndHosts,
  tiersComplete,
  portFree,
  variablesOfItsOwn,
  secretReferences,
  literalSecrets,
];

/** A config that is right, or everything that is wrong with it, in the order of the file. */
export type Checked =
  | { readonly ok: true; readonly config: InfrastructureConfig }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Copies plain data; values are never objects that are not plain. */
function clone(value: Plain): Plain {
  if (Array.isArray(value)) return value.map(clone);
  if (!isObject(value)) return value;
  const result = Object.create(null);
  for (const [key, member] of Object.entries(value)) result[key] = clone(member);
  return result;
}

/** The number of every place in the order of the file; what is missing sorts with what it is missing from. */
function orderOf(config: Plain): (path: Path) => number {
  const numbers = new Map<string, number>();
  const visit = (value: Plain, path: Path): void => {
    numbers.set(JSON.stringify(path), numbers.size);
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(item, [...path, index]);
    else if (isObject(value)) for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
  };
  visit(config, []);
  return (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const number = numbers.get(JSON.stringify(path.slice(0, length)));
      if (number !== undefined) return number;
    }
    return 0;
  };
}

function saidIn(written: Plain): (here: Path, key: string) => boolean {
  return (here, key) => {
    const holder = valueAt(written, here);
    if (!isObject(holder)) return holder !== undefined;
    const { keys } = fieldAt(here);
    return holder[key] !== undefined || Object.keys(holder).some((it) => !keys.includes(it) && nearest(it, keys) === key);
  };
}

function toProblem({ path, code, ...details }: Mistake): Problem {
  return problem(code, { where: formatPath(path), ...details });
}

/**
 * Judges what a config file exports, whatever it is. Runs the user's getters, and nothing else of the user's. Further rules are
 * those that need to look at more than the config.
 */
export function checkConfig(raw: unknown, further: readonly ConfigRule[] = []): Checked {
  const written = plainCopy(raw);
  const refused = [...prototypeMistakes(written), ...schemaMistakes(written)];
  const draft = draftOf(clone(written), refused);
  const places = new Set(refused.map(({ path }) => JSON.stringify(path)));
  const broken = (...path: Path): boolean => path.some((_, index) => places.has(JSON.stringify(path.slice(0, index + 1))));
  const mistakes = [...refused, ...[...RULES, ...further].flatMap((rule) => rule({ draft, written, broken, said: saidIn(written) }))];
  if (mistakes.length === 0) {
    const parsed = configSchema.safeParse(written);
    // That each schema is of the type that stands under its key is tied by `section`.
    if (parsed.success) return { ok: true, config: parsed.data as unknown as InfrastructureConfig };
  }
  const secrets = new Set(mistakes.flatMap(({ code, path }) => (code === "BZ_CONFIG_SECRET_LITERAL" ? [JSON.stringify(path)] : [])));
  // Once the secret is out of the file, whatever else the schema had against its value is gone too.
  const moot = new Set(refused.filter(({ code, path }) => code !== "BZ_CONFIG_KEY_UNKNOWN" && secrets.has(JSON.stringify(path))));
  const shown = mistakes.filter((mistake) => !moot.has(mistake));
  const order = orderOf(written);
  const sorted = shown.map((mistake) => ({ mistake, at: order(mistake.path) })).sort((a, b) => a.at - b.at);
  return { ok: false, problems: sorted.map(({ mistake }) => toProblem(mistake)) };
}
