import { quoted } from "../util/quoted.ts";
import type { Rule } from "./fault.ts";

// The rules for where alerts, signs of life and backups go.

/** Whether it is a URL of one of these schemes with a host, and nothing that a shell or a header could take for something else. */
function isUrl(value: string, schemes: readonly string[]): boolean {
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

/** One mail address: what every server takes, without quotation marks and comments (RFC 5321, 4.1.2). */
export const mailRule: Rule<string> = (value) =>
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/.test(value)
    ? undefined
    : {
        code: "BZ_CONFIG_MAIL_ADDRESS",
        ...(value.includes("@") ? {} : { found: "a text without @ (not shown: it may be a secret)" }),
        ...(/^mailto:/i.test(value) ? { mend: `Write ${quoted(value.slice(7))}.` } : {}),
      };

/** A mail server by its name, or an address, with or without a port. */
export const mailServerRule: Rule<string> = (value) => {
  const [, host = "", port] = /^([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::(\d{1,5}))?$/.exec(value) ?? [];
  if (host !== "" && (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535))) return undefined;
  return { code: "BZ_CONFIG_MAIL_SERVER", allowed: 'a host, or host and port, such as "smtp.example.com:587"' };
};

/** It stands in a line of the mail server's table, where a blank or a colon would end it. */
export const mailUserRule: Rule<string> = (value) =>
  /^[\x21-\x39\x3b-\x7e]{1,255}$/.test(value)
    ? undefined
    : { code: "BZ_CONFIG_MAIL_SERVER", allowed: "letters, digits and signs, without blanks and colons" };

/** A public key as ssh-keyscan(1) and the files *.pub have it, without name and comment. */
export const hostKeyRule: Rule<string> = (value) =>
  /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) [A-Za-z0-9+/]{50,1000}={0,2}$/.test(value)
    ? undefined
    : { code: "BZ_CONFIG_HOST_KEY" };

export const BACKUP_SCHEMES = ["https", "s3", "sftp", "ssh"] as const;

/** Whether a place for backups is written as a URL. What has no scheme is the name of a host. */
export function isUrlLike(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(value) || value.includes("/");
}

export const backupUrlRule: Rule<string> = (value) => {
  if (isUrl(value, BACKUP_SCHEMES)) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1];
  return { code: "BZ_CONFIG_BACKUP_TARGET", ...(scheme === undefined ? {} : { found: `a URL that begins with ${quoted(scheme)}` }) };
};
