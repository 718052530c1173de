import { quoted } from "../../util/quoted.ts";
import { type ConfigRule, type Draft, entriesOf, itemsOf } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import { formatPath, type Path } from "../path.ts";

/** Every later place of what is in a list twice. */
function twice<T>(path: Path, values: readonly (T | undefined)[] | undefined, key: (value: T) => string | undefined): readonly Mistake[] {
  const firsts = new Map<string, number>();
  return itemsOf(values).flatMap(([index, value]): readonly Mistake[] => {
    const name = key(value);
    if (name === undefined) return [];
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, index);
    if (first === undefined) return [];
    const found = `${quoted(name)}, which is also ${formatPath([path.at(-1) ?? "", first])}`;
    return [{ path: [...path, index], code: "BZ_CONFIG_LISTED_TWICE", found, allowed: "everything once" }];
  });
}

const same = (value: string): string => value;

/** Where to look for what is listed twice. */
const LISTS: readonly ((draft: Draft) => readonly Mistake[])[] = [
  (draft) => entriesOf(draft.hosts).flatMap(([name, host]) => twice(["hosts", name, "runs"], host.runs, same)),
  (draft) => entriesOf(draft.hosts).flatMap(([name, host]) => twice(["hosts", name, "closes"], host.closes, String)),
  ({ tls }) => twice(["tls", "provided", "names"], tls?.provided?.names, same),
  ({ app }) => twice(["app", "packages"], app?.packages, same),
  ({ monitoring }) => twice(["monitoring", "withoutAlerts"], monitoring?.withoutAlerts, same),
  ({ waivers }) => twice(["waivers"], waivers, ({ finding }) => finding),
];

export const listedOnce: ConfigRule = ({ draft }) => LISTS.flatMap((list) => list(draft));
