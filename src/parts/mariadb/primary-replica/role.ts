import { confinedScript } from "../../../kit/sandbox.ts";
import { unitFile } from "../../../kit/unit-file.ts";
import { type Host, hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { PORTS } from "../../../model/ports.ts";
import type { Resource } from "../../../state/resource.ts";
import { text } from "../../../util/content.ts";
import { withParameters } from "../../../util/script.ts";
import { DATA, MASTER_INFO, PEER_OPTIONS, ROLE_SCRIPT, ROLE_UNIT, SEEDING, START_OPTIONS } from "../server/names.ts";
import { CLIENT, LET_WRITES_IN } from "../server/sql.ts";
import { peerOptions } from "./remote.ts";
import script from "./role.sh";
import { waitsForReplica } from "./semi-sync.ts";
import { votersFunction } from "./voters.ts";

/**
 * Who accepts writes after a restart is read from the data and asked of the other database hosts, never of a file: the file of a
 * primary that was replaced while it was down would still say what was right before. So a primary comes back read-only, and lets
 * writes in when enough of the others follow it and none says that another one has taken its place.
 */
export function roleResources(host: Host, infra: Infrastructure): readonly Resource[] {
  const others = hostsOf(infra, "database").filter((it) => it.name !== host.name);
  return [
    ...(others.length === 0 ? [] : [{ kind: "file", path: PEER_OPTIONS, content: peerOptions(), mode: "0600" } as const]),
    { kind: "file", path: ROLE_SCRIPT, content: text`${roleScript(host, others, infra)}`, mode: "0755" },
    unitFile(ROLE_UNIT, UNIT_TEXT),
  ];
}

const UNIT_TEXT = `# Written by Bartizan. Started by mariadb.service whenever that has come up.
[Unit]
Description=Lets writes into this host's MariaDB if the other database hosts follow it
After=mariadb.service network.target
PartOf=mariadb.service
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${ROLE_SCRIPT} after
Restart=on-failure
RestartSec=2
# It looks into MariaDB's folder, and asks the other database hosts.
${confinedScript({ capabilities: ["CAP_DAC_READ_SEARCH"], families: ["AF_INET", "AF_INET6"] })}`;

/**
 * awk program: from what another host says (its `read_only`, then its replication status) to one word. `follows` only while its
 * receiving thread is on: promotion stops these threads before anything else, and a primary that comes back in the middle of one
 * must stay closed. Exported for its test.
 */
export function peerJudgement(own: readonly string[]): string {
  return `
{ at = index($0, ": "); key = substr($0, 1, at - 1); gsub(/^ +/, "", key); if (at > 0) v[key] = substr($0, at + 2) }
END {
  if (!("read_only" in v)) print "silent"
  else if ("Master_Host" in v && (${own.map((it) => `v["Master_Host"] != "${it}"`).join(" && ")})) print "elsewhere"
  else if (v["read_only"] == "0") print "promoted"
  else if (!("Master_Host" in v)) print "none"
  else if (v["Slave_IO_Running"] == "No") print "stopped"
  else print "follows"
}`;
}

function roleScript(host: Host, others: readonly Host[], infra: Infrastructure): string {
  const addresses = others.map((it) => it.address);
  const own = [host.address, ...(host.address6 === undefined ? [] : [host.address6])];
  return withParameters(
    script,
    {
      OTHERS: addresses.join(" "),
      MASTER_INFO,
      SEEDING,
      SCHEMA: `${DATA}/${infra.database?.name ?? infra.name}`,
      PEER_OPTIONS,
      PORT: String(PORTS.database),
      JUDGEMENT: peerJudgement(own),
      START_OPTIONS,
      SEMI_SYNC: waitsForReplica(infra) ? "yes" : "",
      LET_WRITES_IN,
    },
    `${votersFunction(addresses)}\nsql() { timeout 10 ${CLIENT} --batch --skip-column-names --raw; }\n`,
  );
}
