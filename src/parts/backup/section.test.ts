import { describe, expect, test } from "vitest";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";

describe("backups", () => {
  test("to a host that is none", () => {
    expect(message(set("backups.to", "mon2"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_UNKNOWN at backups.to: no host has this name
        found:   "mon2"
        allowed: the name of a host, or a URL (https, s3, sftp, ssh)
        mend:    Did you mean "mon1"?"
    `);
  });

  test("to a URL that is of no use", () => {
    expect(message(set("backups.to", "ftp://backup.example/x"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_BACKUP_TARGET at backups.to: this is no place for backups
        found:   a URL that begins with "ftp"
        allowed: the name of a host, or a URL (https, s3, sftp, ssh)
        mend:    Write the name of a host or a URL."
    `);
  });

  test("to a path", () => {
    expect(message(set("backups.to", "/srv/backup"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_BACKUP_TARGET at backups.to: this is no place for backups
        found:   "/srv/backup"
        allowed: the name of a host, or a URL (https, s3, sftp, ssh)
        mend:    Write the name of a host or a URL."
    `);
  });

  test("to a URL with a password", () => {
    expect(message(set("backups.to", "sftp://me:hunter22@backup.example/x"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_SECRET_LITERAL at backups.to: a secret stands in the file
        found:   a URL with a password (not shown)
        allowed: a URL without a password
        mend:    Take the password out of the file, and replace it if the file was ever shared."
    `);
  });

  test("of no database", () => {
    expect(
      message((config) => {
        delete config.database;
        for (const host of ["db1", "db2", "db3"]) config.hosts[host].runs = [];
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_OUT_OF_PLACE at backups: this key does not apply here
        found:   a section \`backups\`, and no section \`database\`
        allowed: backups of a database
        mend:    Remove it, or add the database."
    `);
  });

  test("too seldom", () => {
    expect(message(set("backups.everyHours", 0), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at backups.everyHours: the number is out of range
        found:   0
        allowed: a whole number from 1 to 8760
        mend:    Take a number within the range."
    `);
  });
});
