import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { withParameters } from "../../util/script.ts";
import { SOCKET } from "../mariadb/server/names.ts";
import { QUIETLY } from "../mariadb/server/sql.ts";
import { TEXTFILE_FOLDER } from "../node-exporter/textfile.ts";
import backup from "./backup.sh";
import { copyScript, freshScript } from "./copy-script.ts";
import type { Backups } from "./language.ts";
import { BACKUP_FOLDER, BACKUP_SCRIPT, BACKUP_STATE, CACHE, METRICS_FILE } from "./names.ts";
import type { CopyPlace } from "./place.ts";
import { restoreScript } from "./restore-script.ts";

export interface ScriptInputs {
  readonly host: Host;
  readonly infra: Infrastructure;
  readonly schema: string;
  readonly backups: Backups;
  readonly place: CopyPlace;
  /** The host of the file that keeps the copies. */
  readonly store: string | undefined;
}

/**
 * What the timers and `bartizan backup` run. restic encrypts the copy before it leaves the host, and sees the dump's exit status: half a
 * dump becomes no snapshot. Nothing of what the database holds is printed: of the clients' errors the code and the place are left.
 */
export function script({ host, infra, schema, backups, place, store }: ScriptInputs): string {
  const { everyHours, keepDays, restoreTestDays = 7 } = backups;
  const functions = [QUIETLY, freshScript(host, infra), copyScript(schema), restoreScript(schema, infra.database?.topology === "galera")];
  return withParameters(
    backup,
    {
      SCHEMA: schema,
      REPOSITORY: `sftp:target:${place.folder}`,
      FOLDER: BACKUP_FOLDER,
      STATE: BACKUP_STATE,
      CACHE,
      TEXTFILES: TEXTFILE_FOLDER,
      METRICS: METRICS_FILE,
      SOCKET,
      HOST: host.name,
      SCRIPT: BACKUP_SCRIPT,
      EVERY_HOURS: String(everyHours),
      KEEP_DAYS: String(keepDays),
      TEST_DAYS: String(restoreTestDays),
      STORE: store ?? "",
    },
    `${functions.join("\n")}\n`,
  );
}
