import { quoted } from "../util/quoted.ts";
import type { Rule } from "./fault.ts";
import { domainRule, nearDomain } from "./values.ts";

// The rules for dates, names and sentences.

/** A day of the calendar as ISO 8601 writes it. JavaScript's own parser takes a 31st of February for a day in March. */
export const dateRule: Rule<string> = (value) => {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? [];
  if (year === "") {
    const [, y = "", m = "", d = ""] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(value) ?? [];
    const near = `${y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
    return y !== "" && isDay(near) ? { code: "BZ_CONFIG_DATE", mend: `Write ${quoted(near)}.` } : { code: "BZ_CONFIG_DATE" };
  }
  return isDay(`${year}-${month}-${day}`) ? undefined : { code: "BZ_CONFIG_DATE", found: `${quoted(value)}, a day that is in no calendar` };
};

function isDay(text: string): boolean {
  const time = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** A name that a certificate is for: a DNS name, or one whose first label is a star (RFC 6125, 6.4.3). */
export const certificateNameRule: Rule<string> = (value) => {
  const name = value.startsWith("*.") ? value.slice(2) : value;
  if (domainRule(name) === undefined) return undefined;
  const near = nearDomain(name);
  if (near === undefined) return { code: "BZ_CONFIG_CERTIFICATE_NAME" };
  return { code: "BZ_CONFIG_CERTIFICATE_NAME", mend: `Write ${quoted(name === value ? near : `*.${near}`)}.` };
};

/** A word that may stand in ids, in names of counters and in labels of metrics. */
const WORD = /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/;

function wordNear(value: string): string | undefined {
  const near = value
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 32)
    .replace(/-+$/, "");
  return WORD.test(near) && near !== value ? near : undefined;
}

export const SERVICE = "a small letter, then up to 31 small letters, digits and hyphens, no hyphen at the end";

export const serviceRule: Rule<string> = (value) => {
  if (WORD.test(value)) return undefined;
  const near = wordNear(value);
  return { code: "BZ_CONFIG_SERVICE", ...(near === undefined ? {} : { mend: `Write ${quoted(near)}.` }) };
};

export const dependencyNameRule: Rule<string> = (value) => {
  if (WORD.test(value)) return undefined;
  const near = wordNear(value);
  return { code: "BZ_CONFIG_DEPENDENCY_NAME", ...(near === undefined ? {} : { mend: `Write ${quoted(near)}.` }) };
};

/** Zones and racks are only compared with each other, so they may also begin with a digit: `1a`. */
export const failureDomainRule: Rule<string> = (value) => {
  if (/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(value)) return undefined;
  const near = value
    .slice(0, 32)
    .toLowerCase()
    .replaceAll(/[\s_./]+/g, "-");
  const mend = near !== value && failureDomainRule(near) === undefined ? { mend: `Write ${quoted(near)}.` } : {};
  return { code: "BZ_CONFIG_FAILURE_DOMAIN", ...mend };
};

/** Something that a person reads: a line that says anything at all. */
export const sentenceRule: Rule<string> = (value) => {
  if (value.trim() === "") return { code: "BZ_CONFIG_SENTENCE", found: value === "" ? "an empty text" : "a text of blanks" };
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) {
    return {
      code: "BZ_CONFIG_SENTENCE",
      found: /[\r\n\p{Zl}\p{Zp}]/u.test(value) ? "a text of several lines" : "a text with control characters",
    };
  }
  return value.length <= 500 ? undefined : { code: "BZ_CONFIG_SENTENCE", found: `a text of ${value.length} characters` };
};

export const currencyRule: Rule<string> = (value) => {
  if (/^[A-Z]{3}$/.test(value)) return undefined;
  const symbols: Readonly<Record<string, string>> = { "€": "EUR", $: "USD", "£": "GBP", "¥": "JPY" };
  const near = symbols[value] ?? (/^[a-z]{3}$/i.test(value) ? value.toUpperCase() : undefined);
  return { code: "BZ_CONFIG_CURRENCY", ...(near === undefined ? {} : { mend: `Write ${quoted(near)}.` }) };
};

/** A rule's id, `@`, and what it is about; findings are named so in every output of the check. */
export const findingRule: Rule<string> = (value) => {
  if (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*@[\x21-\x7e]{1,200}$/.test(value)) return undefined;
  const bare = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(value);
  return { code: "BZ_CONFIG_FINDING", ...(bare ? { found: `${quoted(value)}, a rule without what it was found at` } : {}) };
};

/** The ports of a line of a firewall: `first-last`. A single one may also be written as a text. */
export const portsRule: Rule<number | string> = (value) => {
  if (typeof value === "number") return undefined;
  const [, first = "", last = first] = /^([1-9]\d{0,4})(?:-([1-9]\d{0,4}))?$/.exec(value) ?? [];
  if (first === "") return { code: "BZ_CONFIG_PORTS" };
  if (Number(first) > 65535 || Number(last) > 65535) return { code: "BZ_CONFIG_PORTS", found: `${quoted(value)}, beyond the last port` };
  if (Number(first) <= Number(last)) return undefined;
  return { code: "BZ_CONFIG_PORTS", found: `${quoted(value)}, which ends before it begins`, mend: `Write ${quoted(`${last}-${first}`)}.` };
};

/** A port whose service is cut off: of one protocol alone when it is named. */
export const closedPortRule: Rule<number | string> = (value) => {
  if (typeof value === "number") return undefined;
  const [, port = ""] = /^([1-9]\d{0,4})(?:\/(?:tcp|udp))?$/.exec(value) ?? [];
  if (port === "") return { code: "BZ_CONFIG_PORTS", mend: 'Write the port, or the port and its protocol: "53/udp".' };
  return Number(port) > 65535 ? { code: "BZ_CONFIG_PORTS", found: `${quoted(value)}, beyond the last port` } : undefined;
};

/** A share of the time. Many write it in per cent. */
export const shareRule: Rule<number> = (value) => {
  if (value > 0 && value < 1) return undefined;
  const near = Number((value / 100).toPrecision(12));
  return { code: "BZ_CONFIG_NUMBER", ...(value > 1 && value < 100 ? { mend: `Write ${near} for ${value} %.` } : {}) };
};

/** One mail address: what every server takes, without quotation marks and comments (RFC 5321, 4.1.2). */
export const mailRule: Rule<string> = (value) =>
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/.test(value)
    ? undefined
    : {
        code: "BZ_CONFIG_MAIL_ADDRESS",
        ...(value.includes("@") ? {} : { found: "a text without @ (not shown: it may be a secret)" }),
        ...(/^mailto:/i.test(value) ? { mend: `Write ${quoted(value.slice(7))}.` } : {}),
      };

/** A word that stands in a header of HTTP and in a unit. */
export const tenantRule: Rule<string> = (value) => (/^[A-Za-z0-9._/-]{1,150}$/.test(value) ? undefined : { code: "BZ_CONFIG_WORD" });

/** Certificates as openssl(1) writes them, one after the other (RFC 7468). */
export const pemRule: Rule<string> = (value) =>
  /^(?:-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n*)+$/.test(value.replaceAll("\r", ""))
    ? undefined
    : { code: "BZ_CONFIG_PEM", found: "a text that is no certificate" };
