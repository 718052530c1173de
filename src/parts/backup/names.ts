import { TEXTFILE_FOLDER } from "../node-exporter/textfile.ts";

export const BACKUP_FOLDER = "/etc/bartizan/backup";
export const BACKUP_SCRIPT = "/usr/local/lib/bartizan/backup";
/** Not under /tmp, which is a tmpfs on Debian 13: a restored database lies here for a while. */
export const BACKUP_STATE = "/var/lib/bartizan-backup";
export const CACHE = "/var/cache/bartizan-backup";
export const METRICS_FILE = `${TEXTFILE_FOLDER}/bartizan-backup.prom`;
/** The server in which a restored copy can be looked at. */
export const RESTORED = { folder: `${BACKUP_STATE}/restored-copy`, unit: "bartizan-restored.service" } as const;
/** As whom a copy is put in place of the database from another host; there for that long alone. */
export const RESTORE_USER = "bartizan_restore";
/** Exit status of a replacement that has ended before it changed anything. */
export const NOTHING_REPLACED = 3;
