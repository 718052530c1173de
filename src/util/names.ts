import { grouped } from "./number.ts";

const SHOWN = 5;

/** The same with a capital first letter. */
export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Names in a sentence: `web1`, `web1 and web2`, `web1, web2 and web3`; of many the first ones and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.length <= SHOWN ? names : [...names.slice(0, SHOWN - 1), `${grouped(names.length - SHOWN + 1)} more`];
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}
