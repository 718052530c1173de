import * as z from "zod";
import { describe } from "../../language/describe.ts";
import type { ConfigRule } from "../../language/draft.ts";
import { type Mistake, outOfPlace, type Rule } from "../../language/fault.ts";
import { integer, text } from "../../language/field.ts";
import { unknownHost } from "../../language/hosts.ts";
import { section } from "../../language/section.ts";
import { isUrl } from "../../language/url.ts";
import { quoted } from "../../util/quoted.ts";

/** A public key as ssh-keyscan(1) and the files *.pub have it, without name and comment. */
const hostKeyRule: Rule<string> = (value) =>
  /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) [A-Za-z0-9+/]{50,1000}={0,2}$/.test(value)
    ? undefined
    : { code: "BZ_CONFIG_HOST_KEY" };

const SCHEMES = ["https", "s3", "sftp", "ssh"] as const;

/** Whether a place for backups is written as a URL. What has no scheme is the name of a host. */
function isUrlLike(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(value) || value.includes("/");
}

const urlRule: Rule<string> = (value) => {
  if (isUrl(value, SCHEMES)) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1];
  return { code: "BZ_CONFIG_BACKUP_TARGET", ...(scheme === undefined ? {} : { found: `a URL that begins with ${quoted(scheme)}` }) };
};

const backupTarget: ConfigRule = (context): readonly Mistake[] => {
  const to = context.draft.backups?.to;
  if (to === undefined) return [];
  const path = ["backups", "to"];
  const allowed = `the name of a host, or a URL (${SCHEMES.join(", ")})`;
  const fault = isUrlLike(to) ? urlRule(to) : unknownHost(to, context);
  return fault === undefined ? [] : [{ path, found: describe(to), ...fault, allowed }];
};

/** What is backed up is the database. */
const backupsOfSomething: ConfigRule = (context) =>
  context.draft.backups === undefined || context.said([], "database")
    ? []
    : [
        outOfPlace(
          ["backups"],
          "a section `backups`, and no section `database`",
          "backups of a database",
          "Remove it, or add the database.",
        ),
      ];

export const backupsSection = section({
  key: "backups",
  place: 50,
  schema: () =>
    z
      .strictObject({
        to: text("the name of a host, or a URL (https, s3, sftp, ssh)"),
        hostKey: text('a public host key, such as "ssh-ed25519 AAAA..."', hostKeyRule).optional(),
        everyHours: integer(1, 8760).optional(),
        keepDays: integer(1, 3650).optional(),
        restoreTestDays: integer(1, 3650).optional(),
      })
      .optional(),
  defaults: {
    "backups.everyHours": { value: 24, reason: "a day's work at most is lost" },
    "backups.keepDays": { value: 30, reason: "a month to notice a mistake" },
  },
  resolve: (config, _site, { file, optional, orDefault }) =>
    config && {
      to: file("backups.to", config.to),
      ...optional("backups", "hostKey", config.hostKey),
      everyHours: orDefault("backups.everyHours", config.everyHours),
      keepDays: orDefault("backups.keepDays", config.keepDays),
      ...optional("backups", "restoreTestDays", config.restoreTestDays),
    },
  rules: [backupTarget, backupsOfSomething],
  insteadOfSecret: {
    allowed: "a URL without a password",
    mend: "Take the password out of the file, and replace it if the file was ever shared.",
  },
});
