import { domainToASCII } from "node:url";
import { covers, formatAddress, formatCidr, network, parseAddress, parseCidr, specialKind } from "../util/address.ts";
import { quoted } from "../util/quoted.ts";
import type { Fault, Rule } from "./fault.ts";

// The rules for single values, each apart from where the value stands.

export const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function isDomain(value: string): boolean {
  const labels = value.split(".");
  return value.length <= 253 && labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "");
}

export const domainRule: Rule<string> = (value) => {
  if (isDomain(value)) return undefined;
  const near = nearDomain(value);
  return near === undefined ? { code: "BZ_CONFIG_DOMAIN" } : { code: "BZ_CONFIG_DOMAIN", mend: `Write ${quoted(near)}.` };
};

/** The DNS name that was probably meant: without the rest of a URL, in small letters, in ASCII (RFC 5890). */
export function nearDomain(value: string): string | undefined {
  const bare = value
    .slice(0, 300)
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/[/?#].*$/s, "")
    .replace(/:\d+$/, "")
    .replace(/\.$/, "");
  const near = domainToASCII(bare);
  return isDomain(near) ? near : undefined;
}

/** An address by which others reach a host; `keys` says where the addresses of each family belong. */
export function addressRule(family: 4 | 6, keys: Readonly<Record<4 | 6, string>>): Rule<string> {
  return (value) => {
    const address = parseAddress(value);
    if (address?.family !== family) {
      if (address !== undefined) {
        const mend = `Write it under ${keys[address.family]}.`;
        return { code: "BZ_CONFIG_ADDRESS", found: `${quoted(value)}, an IPv${address.family} address`, mend };
      }
      const slash = parseAddress(value.replace(/\/\d{1,3}$/, ""));
      return slash?.family === family
        ? { code: "BZ_CONFIG_ADDRESS", mend: `Write ${quoted(formatAddress(slash))}: one address, not a range.` }
        : { code: "BZ_CONFIG_ADDRESS" };
    }
    const kind = specialKind(address);
    return kind === undefined ? undefined : { code: "BZ_CONFIG_ADDRESS_UNUSABLE", found: `${quoted(value)}, ${kind}` };
  };
}

/** Control characters have no business in any of the texts. */
export const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

export const commandRule: Rule<string> = (value) => {
  if (value.trim() === "") return { code: "BZ_CONFIG_COMMAND" };
  if (!CONTROL.test(value)) return undefined;
  return { code: "BZ_CONFIG_COMMAND", found: /[\r\n]/.test(value) ? "a text of several lines" : "a text with control characters" };
};

/** A folder within another one; it ends up in the configuration of the web server. */
export const folderRule: Rule<string> = (value) => {
  if (value.startsWith("/")) return { code: "BZ_CONFIG_FOLDER", found: `${quoted(value)}, an absolute path` };
  if (value.split("/").includes("..")) return { code: "BZ_CONFIG_FOLDER", found: `${quoted(value)}, which leaves the folder` };
  return /^(?:\.\/)?[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*(?:\/[A-Za-z0-9_@+-][A-Za-z0-9_.@+-]*)*\/?$/.test(value)
    ? undefined
    : { code: "BZ_CONFIG_FOLDER" };
};

export const secretNameRule: Rule<string> = (value) =>
  /^[A-Z_][A-Z0-9_]{0,63}$/.test(value) ? undefined : { code: "BZ_CONFIG_SECRET_NAME" };

/** The widest ranges that are somebody's own. */
const WIDEST = { 4: 8, 6: 16 } as const;

/** An address range that is somebody's own; `open` is the fault of one that is too wide for that. */
export const rangeRule =
  (open: Fault["code"]): Rule<string> =>
  (value) => {
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
      return { code: open, found: `${quoted(value)}, ${whole}`, allowed: `at most a /${WIDEST[family]} of IPv${family}` };
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
