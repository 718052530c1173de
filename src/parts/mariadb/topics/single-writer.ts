import { saidBy, verb } from "../../../kit/answer-words.ts";
import { paragraph } from "../../../kit/faces/block.ts";
import type { PartTopic } from "../../../kit/faces/topic.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { secondsWords } from "../../../util/durations.ts";
import { listed } from "../../../util/names.ts";

/** What it means that one database takes all writes. */
export const singleWriter: PartTopic = {
  id: "single-writer",
  after: "tls-termination",
  question: "Why is one MySQL server that accepts writes a problem?",
  answer: ({ infra, findings, loss: lossOf }) => {
    const { database } = infra;
    const nodes = hostsOf(infra, "database");
    const primary = nodes.find((host) => host.name === database?.primary);
    if (database === undefined || primary === undefined) return [paragraph("There is no database here.")];
    const names = nodes.map((host) => host.name);
    if (database.topology === "galera" && nodes.length > 1) return [paragraph(galera(infra, names), saidBy(findings, "quorum-even"))];
    const others = names.filter((name) => name !== primary.name);
    const loss = lossOf(primary).roles.find(({ role }) => role === "database");
    const time = secondsWords(loss?.seconds ?? 0);
    if (others.length === 0)
      return [
        paragraph(
          `${primary.name} holds the only copy. When it is lost, reads and writes fail for about ${time}, and with its disk the data are gone unless there are backups.`,
          saidBy(findings, "single-writer-database", "tier-single-instance", "backup-missing"),
        ),
      ];
    const ending =
      loss?.until === "promotion"
        ? `until an operator has made ${verb(others, others[0] ?? "", `one of ${listed(others)}`)} the primary`
        : `until ${primary.name} is repaired`;
    return [
      paragraph(
        `Only ${primary.name} accepts writes; ${listed(others)} ${verb(others, "repeats", "repeat")} them and ${verb(others, "refuses", "refuse")} any of ${verb(others, "its", "their")} own. When ${primary.name} is lost, ${listed(others)} ${verb(others, "has", "have")} the data and may not be written to: every write fails ${ending}, about ${time}${loss === undefined ? "" : ` (${loss.from})`}. Reads fail with it, because the app's proxy leads to ${primary.name} alone.`,
      ),
      paragraph(
        "A replica cannot simply begin to take writes: if the old primary lives on somewhere, two histories arise that nobody can join. So somebody has to make sure first that it is dead.",
        database.replication === "async"
          ? `Replication is asynchronous as well: what ${primary.name} acknowledged in its last moments may exist nowhere else.`
          : `Replication is semi-synchronous: what ${primary.name} acknowledged, a replica has.`,
      ),
      paragraph(
        'More replicas do not help, since none of them may write. What helps is a cluster in which every node accepts writes and a majority decides (`topology: "galera"`, three voters), or a promotion that is written down and practised.',
        saidBy(findings, "single-writer-database"),
      ),
    ];
  },
};

function galera(infra: Infrastructure, names: readonly string[]): string {
  const { arbitrator, writers } = infra.database ?? {};
  const voters = names.length + (arbitrator === undefined ? 0 : 1);
  const majority = Math.floor(voters / 2) + 1;
  const spare = voters - majority;
  const survives = spare === 0 ? "none of them may be lost" : `${spare === 1 ? "any one" : `any ${spare}`} may be lost`;
  const where =
    writers === "one"
      ? "The proxies send writes to one node at a time and to another when it is lost, which spares conflicts."
      : "The app's proxies send writes to all of them.";
  return `It is no problem here: each of ${listed(names)} accepts writes, and a commit counts when a majority has it. Of ${voters} votes${arbitrator === undefined ? "" : ` (${arbitrator} votes without data)`} ${majority} are a majority, so ${survives} and the others go on. ${where}`;
}
