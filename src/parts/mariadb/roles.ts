import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { CommandResource } from "../../state/resource.ts";
import type { Content } from "../../util/content.ts";
import { serverId } from "./config-file.ts";
import { schemaCommand } from "./galera/schema.ts";
import { primaryCommand } from "./primary-replica/primary.ts";
import { replicaCommand } from "./primary-replica/replica.ts";
import { waitsForReplica } from "./primary-replica/semi-sync.ts";
import { votersCommand } from "./primary-replica/voters.ts";

/** What makes a host follow the primary of this infrastructure, whatever it was before: what `up` does. */
export function followScript(host: Host, infra: Infrastructure): Content {
  const [command] = roleCommands(host, infra);
  return command?.apply ?? [];
}

/** What a database host is told of its part in the topology. */
export function roleCommands(host: Host, infra: Infrastructure): readonly CommandResource[] {
  const { database } = infra;
  if (database === undefined) return [];
  if (database.topology === "galera") return [schemaCommand(host.name, database.name)];
  const all = hostsOf(infra, "database");
  const primary = all.find((it) => it.name === database.primary);
  if (primary === undefined) return [];
  const schema = database.name;
  const others = all.filter((it) => it.name !== host.name);
  const semiSync = waitsForReplica(infra);
  return host.name === primary.name
    ? [primaryCommand({ host: host.name, schema, others, semiSync }), votersCommand({ host: host.name, others, semiSync })]
    : [replicaCommand({ host: host.name, serverId: serverId(host), schema, primary })];
}
