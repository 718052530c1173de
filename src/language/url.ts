import type { Rule } from "./fault.ts";

/** Whether it is a URL of one of these schemes with a host, and nothing that a shell or a header could take for something else. */
export function isUrl(value: string, schemes: readonly string[]): boolean {
  if (!/^[\x21-\x7e]{1,2000}$/.test(value) || /["'`<>\\{}|^]/.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return schemes.includes(protocol.slice(0, -1)) && hostname !== "" && value.startsWith(`${protocol}//`);
}

/** A URL that is called by a program: encrypted, for whoever reads it could also silence it. It may hold a token, so it is not shown. */
export const urlRule: Rule<string> = (value) => {
  if (isUrl(value, ["https"])) return undefined;
  return isUrl(value, ["http"])
    ? { code: "BZ_CONFIG_URL", found: "a URL that is not encrypted (not shown)", mend: "Write https:// for http://." }
    : { code: "BZ_CONFIG_URL", found: "a text that is no https URL (not shown: it may be a secret)" };
};
