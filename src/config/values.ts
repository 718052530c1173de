import { describe } from "../language/describe.ts";
import type { Rule } from "../language/fault.ts";
import { LABEL } from "../language/values.ts";
import { covers, formatAddress, formatCidr, network, parseAddress, parseCidr } from "../util/address.ts";
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

/** The widest admin ranges: more than that is no longer a range of one's own. */
const WIDEST = { 4: 8, 6: 16 } as const;

export const adminRule: Rule<string> = (value) => {
  const cidr = parseCidr(value);
  if (cidr === undefined) {
    const single = parseAddress(value);
    if (single === undefined) return { code: "BZ_CONFIG_CIDR" };
    return {
      code: "BZ_CONFIG_CIDR",
      mend: `Write ${quoted(`${formatAddress(single)}/${single.family === 4 ? 32 : 128}`)} for this one address.`,
    };
  }
  const { family } = cidr.address;
  const low = { address: network(cidr), prefix: cidr.prefix };
  if (cidr.prefix < WIDEST[family]) {
    const whole = cidr.prefix === 0 ? "the whole internet" : "a large part of the internet";
    return { code: "BZ_CONFIG_ADMIN_OPEN", found: `${quoted(value)}, ${whole}`, allowed: `at most a /${WIDEST[family]} of IPv${family}` };
  }
  if (family === 6 && covers({ address: { family: 6, value: 0xffffn << 32n }, prefix: 96 }, low)) {
    return {
      code: "BZ_CONFIG_CIDR",
      found: `${quoted(value)}, IPv4 addresses in IPv6 spelling`,
      mend: "Write the range in IPv4 spelling.",
    };
  }
  if (low.address.value === cidr.address.value) return undefined;
  const mend = `Write ${quoted(formatCidr(low))} for the whole range, or ${quoted(`${formatAddress(cidr.address)}/${family === 4 ? 32 : 128}`)} for this one address.`;
  return { code: "BZ_CONFIG_CIDR_HOST_BITS", mend };
};

/** `user@host`, `ssh://user@host:port`, an alias; nothing that ssh or a shell could take for something else. */
export const sshRule: Rule<string> = (value) =>
  /^[A-Za-z0-9_[][A-Za-z0-9._:@/[\]%+-]{0,254}$/.test(value) ? undefined : { code: "BZ_CONFIG_SSH" };
