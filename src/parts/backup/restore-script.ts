import { PORTS } from "../../model/ports.ts";
import { withParameters } from "../../util/script.ts";
import { CHARSET, COLLATION, PEER_OPTIONS } from "../mariadb/server/names.ts";
import { LOAD_PACKET } from "../mariadb/server/sql.ts";
import compare from "./compare.awk";
import { BACKUP_STATE, NOTHING_REPLACED, RESTORE_USER, RESTORED } from "./names.ts";
import restore from "./restore.sh";

/** Bytes at the end of a copy in which all that it says of its contents stands: some ten thousands of tables. */
const END_BYTES = 32 * 1024 ** 2;
/** How many times its own size a copy may take on a disk: rows, their indexes, and what a server writes besides. */
const ROOM = 2;
/** Seconds between two lines on how far it is. */
const TELL_SECONDS = 5;

/** Shell: puts a copy into a server, and compares what is there then with what the copy says. */
export function restoreScript(schema: string, cluster: boolean): string {
  return withParameters(restore, {
    SCHEMA: schema,
    STATE: BACKUP_STATE,
    END_BYTES: String(END_BYTES),
    ROOM: String(ROOM),
    TELL_SECONDS: String(TELL_SECONDS),
    LOAD_PACKET: String(LOAD_PACKET),
    CHARSET,
    COLLATION,
    COMPARE: compare,
    RESTORED: RESTORED.folder,
    RESTORED_UNIT: RESTORED.unit,
    NOTHING_REPLACED: String(NOTHING_REPLACED),
    PEER_OPTIONS,
    PORT: String(PORTS.database),
    RESTORE_USER,
    CLUSTERED: cluster ? "yes" : "",
  });
}
