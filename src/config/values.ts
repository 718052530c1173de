import { describe } from "../language/describe.ts";
import type { Rule } from "../language/fault.ts";
import { LABEL, rangeRule } from "../language/values.ts";
import { quoted } from "../util/quoted.ts";
import { RESERVED_HOSTS, SYSTEM_NAMES, SYSTEM_PREFIXES, SYSTEM_SERVICES } from "./reserved.ts";

// The rules for single values of the language's own sections.

/** The infrastructure's name: also a system user, a group and a folder. */
export const nameRule: Rule<string> = (value) => {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(value)) {
    const near = value
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replace(/^[^a-z]+/, "")
      .slice(0, 31)
      .replace(/-$/, "");
    return near === "" || near === value
      ? { code: "BZ_CONFIG_NAME" }
      : { code: "BZ_CONFIG_NAME", mend: `Write ${quoted(near)}, for example.` };
  }
  const user = SYSTEM_NAMES.includes(value);
  if (!user && !SYSTEM_SERVICES.includes(value) && !SYSTEM_PREFIXES.some((it) => value.startsWith(it))) return undefined;
  const found = `${quoted(value)}, ${user ? "a user or group" : "a service or folder"} of the system`;
  return { code: "BZ_CONFIG_NAME_RESERVED", found, allowed: "a name of its own" };
};

export const hostNameRule: Rule<string> = (value) => {
  if (!LABEL.test(value) || value.length > 32 || /^\d+$/.test(value)) {
    const allowed = "1 to 32 small letters, digits and hyphens, no hyphen at either end, not only digits";
    return { code: "BZ_CONFIG_HOST_NAME", found: describe(value), allowed };
  }
  if (!RESERVED_HOSTS.includes(value)) return undefined;
  return { code: "BZ_CONFIG_HOST_NAME_RESERVED", found: describe(value), allowed: `any name but ${RESERVED_HOSTS.join(", ")}` };
};

export const adminRule = rangeRule("BZ_CONFIG_ADMIN_OPEN");

/** `user@host`, `ssh://user@host:port`, an alias; nothing that ssh or a shell could take for something else. */
export const sshRule: Rule<string> = (value) =>
  /^[A-Za-z0-9_[][A-Za-z0-9._:@/[\]%+-]{0,254}$/.test(value) ? undefined : { code: "BZ_CONFIG_SSH" };
