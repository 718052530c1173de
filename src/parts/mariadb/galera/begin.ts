import { CA_CERTIFICATE } from "../../../kit/pki.ts";
import { shellFile } from "../../../kit/unit-file.ts";
import { writersInOrder } from "../../../model/database.ts";
import type { Host, Infrastructure } from "../../../model/infrastructure.ts";
import { PORTS } from "../../../model/ports.ts";
import type { FileResource } from "../../../state/resource.ts";
import { withParameters } from "../../../util/script.ts";
import { CERTIFICATE, START_OPTIONS } from "../server/names.ts";
import verdict from "./begin.awk";
import script from "./begin.sh";
import { BEGIN_SCRIPT, GROUP_STATE, POSITION, POSITION_FOLDER, VIEW } from "./names.ts";

// After an orderly stop of all nodes nobody is left whom one could join, and nobody remembers a view of the group that could be restored
// (a power cut leaves one on every node). Galera notes on the last node to leave that it may begin; that it is the last, and that nobody
// began anything since, is for the nodes to find out from each other. So each says, before its server starts, where it stands.

/**
 * Seconds after which the node that may begin joins whoever takes part in the group and does not say so. As long as there is nobody like
 * that it goes on waiting: a start that finds nobody would lose the note that it may begin. Systemd ends such a start after 15 minutes,
 * and makes the next one.
 */
const PATIENCE_SECONDS = 300;
/** For which another one waits for that node to have begun. */
const FOLLOWER_SECONDS = 60;

export function beginScript(host: Host, infra: Infrastructure): string {
  const others = writersInOrder(infra).filter((it) => it.name !== host.name);
  return withParameters(script, {
    OTHERS: others.map((it) => `${it.name}=${it.address}`).join(" "),
    STATE: GROUP_STATE,
    VIEW,
    POSITION,
    POSITION_FOLDER,
    START_OPTIONS,
    CA: CA_CERTIFICATE,
    CERTIFICATE,
    HEALTH_PORT: String(PORTS.clusterHealth),
    GALERA_PORT: String(PORTS.cluster),
    FOLLOWER_SECONDS: String(FOLLOWER_SECONDS),
    PATIENCE_SECONDS: String(PATIENCE_SECONDS),
    VERDICT: verdict,
  });
}

/** What makes the cluster again after all nodes were stopped in order; a cluster of one has nobody to ask. */
export function beginResource(host: Host, infra: Infrastructure): FileResource {
  return shellFile(BEGIN_SCRIPT, [beginScript(host, infra)]);
}
