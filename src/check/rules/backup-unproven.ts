import { hostsOf } from "../../model/infrastructure.ts";
import type { Rule } from "../rule.ts";

const DAYS = 7;

/** Backups that nobody has ever restored. */
export const backupUnproven: Rule = {
  id: "backup-unproven",
  section: "data",
  severity: "error",
  title: "No restore of the backups is ever tried out.",
  why: "An untried backup is a hope. Copies turn out to be empty, cut short, encrypted with a lost key or made of the wrong schema on the day they are needed; and nobody knows how long a restore takes until one has been done.",
  mend: "A restore into an empty database, on a schedule, with a look at the data and at the clock.",
  drill: "restore",
  falsePositive: "Restores are tried out by hand or by another system, and somebody looks at the result.",
  references: [
    {
      title: "GitLab, postmortem of the database outage of January 31, 2017: five kinds of backup, none that worked",
      url: "https://about.gitlab.com/blog/2017/02/10/postmortem-of-database-outage-of-january-31/",
    },
    {
      title: "NIST SP 800-53 Rev. 5, CP-9(1): testing for reliability and integrity",
      url: "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final",
    },
  ],
  judge: ({ infra }) => {
    const { backups } = infra;
    const nodes = hostsOf(infra, "database").map((host) => host.name);
    // Copies that lie beside the data are none: backup-missing says so.
    if (backups === undefined || backups.restoreTestDays !== undefined || nodes.length === 0 || nodes.includes(backups.to)) return [];
    return [
      {
        entity: "database",
        title: `Nobody tries out whether the backups on ${backups.to} can be restored.`,
        why: `A copy goes to ${backups.to} every ${backups.everyHours} hours, and the first restore would be the one that ${infra.domain} depends on: whether it works, and how long it takes, is found out while the site is down.`,
        evidence: [`backups.to: ${backups.to}`, "backups.restoreTestDays: not in the file"],
        fix: {
          kind: "edit",
          title: `Try a restore out every ${DAYS} days.`,
          edits: [{ path: ["backups", "restoreTestDays"], value: DAYS }],
        },
        hosts: nodes,
        path: "backups.restoreTestDays",
      },
    ];
  },
};
