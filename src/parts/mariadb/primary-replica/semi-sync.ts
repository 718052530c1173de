import type { Infrastructure } from "../../../model/infrastructure.ts";

/** Whether a commit is acknowledged only when a replica has it on disk. */
export function waitsForReplica({ database }: Pick<Infrastructure, "database">): boolean {
  return database?.topology === "primary-replica" && database.replication === "semi-sync";
}

/**
 * The settings that are the same on every host, whether commits wait or not, so that a change of that restarts nothing. The primary's side (rpl_semi_sync_master_enabled) is switched on where writes are let
 * in, and nowhere else: on a replica that logs what it applies it would make the applying thread wait for replicas of its own.
 */
export const SEMI_SYNC = `
# Where the configuration asks for it, a commit is acknowledged when one replica has it on disk (semi-synchronous replication); that is
# switched on at the primary alone, while it runs. AFTER_SYNC: nobody reads a row before that. No timeout (the greatest there is, in
# milliseconds): after any other the primary would acknowledge what only it has.
rpl_semi_sync_slave_enabled = 1
rpl_semi_sync_master_wait_point = AFTER_SYNC
rpl_semi_sync_master_wait_no_slave = 1
rpl_semi_sync_master_timeout = 18446744073709551615
sync_relay_log = 1
`;
