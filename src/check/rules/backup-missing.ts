import type { FixOption, Judgement } from "../../kit/faces/finding.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { optionsOr } from "./shared/options.ts";

const ADVICE = 'Copies of the database to a place that none of its hosts can delete from: backups: { to: "s3://..." }.';

/** A database without copies, or whose copies lie beside the data. */
export const backupMissing: Rule = {
  id: "backup-missing",
  section: "data",
  severity: "error",
  title: "There is no backup of the database.",
  why: "Replicas and clusters repeat every statement within milliseconds, the mistaken DELETE and the broken migration included. Only a copy that is older than the mistake, and that lies where the mistake or the intruder does not reach, brings data back.",
  mend: "Regular copies away from the database's hosts, kept for longer than it takes to notice a mistake.",
  drill: "restore",
  falsePositive: "Somebody else copies the database, such as snapshots of the provider; then say where in `backups`.",
  references: [
    {
      title: "GitLab, postmortem of the database outage of January 31, 2017",
      url: "https://about.gitlab.com/blog/2017/02/10/postmortem-of-database-outage-of-january-31/",
    },
    { title: "NIST SP 800-53 Rev. 5, CP-9: system backup", url: "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final" },
  ],
  judge: (context) => {
    const nodes = hostsOf(context.infra, "database");
    return nodes.length === 0 || hasCopies(context.infra) ? [] : [judged(context, nodes)];
  },
};

/** Copies somewhere else than on a host of the database. */
function hasCopies(infra: Infrastructure): boolean {
  const to = infra.backups?.to;
  return to !== undefined && !hostsOf(infra, "database").some((host) => host.name === to);
}

function judged(context: CheckContext, nodes: readonly Host[]): Judgement {
  const { infra } = context;
  const names = nodes.map((host) => host.name);
  const beside = infra.backups?.to;
  return {
    entity: "database",
    title:
      beside === undefined
        ? `There is no backup of the database on ${listed(names)}.`
        : `The backups of the database lie on ${beside}, which runs the database.`,
    why:
      beside === undefined
        ? `A mistaken DELETE is on ${listed(names)} within milliseconds, and so is what an intruder changes. What ${infra.domain} has stored cannot be had back from anywhere.`
        : `What takes ${beside}, a dead disk, an intruder, a wrong command, takes the copies together with the data of ${infra.domain}.`,
    evidence: [beside === undefined ? "backups: not in the file" : `backups.to: ${beside}; hosts.${beside}.runs: database`],
    fix: optionsOr(context, [elsewhere(infra)], hasCopies, ADVICE),
    hosts: names,
    path: "backups",
  };
}

/** A host that is there already and holds no database; the monitor first, which no request needs. */
function elsewhere(infra: Infrastructure): FixOption | undefined {
  const free = infra.hosts.filter((host) => !host.roles.includes("database"));
  const host = free.find((it) => it.roles.includes("monitor")) ?? free[0];
  if (host === undefined) return undefined;
  return {
    title: `A copy every day to ${host.name}, kept for 30 days, and a restore tried out every week.`,
    edits: [{ path: ["backups"], value: { to: host.name, everyHours: 24, keepDays: 30, restoreTestDays: 7 } }],
    addedHosts: [],
    note: "A place outside of this infrastructure, where nobody can delete, is better: it also outlives a break-in. Writes since the last copy are lost in a restore.",
  };
}
