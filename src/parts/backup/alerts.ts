import type { AlertRule } from "../../kit/part.ts";
import type { Backups } from "./language.ts";

const DAY = 86_400;

/** What backups can suffer. A copy that was never made is as old as the epoch. */
export function backupAlerts({ everyHours, restoreTestDays }: Backups): readonly AlertRule[] {
  const tested: readonly AlertRule[] = [
    {
      name: "RestoreTestFailed",
      expr: "bartizan_backup_restore_failed == 1",
      severity: "page",
      summary: "The last backup could not be restored on {{ $labels.host }}: bartizan logs bartizan-restore-test says why.",
      description: "A copy that cannot be restored is no backup. Do not count on the last one.",
    },
    {
      name: "RestoreTestTooOld",
      // A day's grace; the first test follows the first copy.
      expr: `time() - bartizan_backup_restored_seconds > ${((restoreTestDays ?? 0) + 1) * DAY} and bartizan_backup_last_seconds > 0`,
      for: "1h",
      severity: "ticket",
      summary: `No backup was restored on {{ $labels.host }} for more than ${restoreTestDays} days.`,
      description: "Whether the copies can be restored was last tried too long ago.",
    },
  ];
  return [
    {
      name: "BackupFailed",
      expr: "bartizan_backup_failed == 1",
      severity: "ticket",
      summary: "The last attempt to back up the database on {{ $labels.host }} failed: bartizan logs bartizan-backup says why.",
      description:
        "The last attempt to copy the database failed. It is made again within the hour; BackupTooOld pages if that does not help.",
    },
    {
      name: "BackupTooOld",
      // Attempts are made every hour, so one that failed is made up for before this.
      expr: `time() - bartizan_backup_last_seconds > ${(everyHours + 2) * 3600}`,
      for: "10m",
      severity: "page",
      summary: `The last backup by {{ $labels.host }} is more than ${everyHours + 2} hours old, or there is none.`,
      description:
        "The newest copy is older than the file allows, or there is none. What is lost with the database now is everything since then.",
    },
    {
      name: "BackupUnknown",
      expr: "absent(bartizan_backup_last_seconds)",
      for: "30m",
      severity: "page",
      summary: "No host says when the last backup was made.",
      description: "No host reports when the last copy was made, so nobody knows whether there is one.",
    },
    ...(restoreTestDays === undefined ? [] : tested),
  ];
}
