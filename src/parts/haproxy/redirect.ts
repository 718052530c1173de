import type { Role } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import type { Content } from "../../util/content.ts";
import { endConnections } from "./end-connections.ts";
import { workerFunctions } from "./workers.ts";

/** What leads those who ask for this role on their host to another address. */
export function redirect(role: Role, address: string): readonly Content[] {
  return role === "database" ? [[script(address)]] : [];
}

/**
 * On an app host: its proxy leads to another database at once, before its file is changed. The connections to the former one end,
 * those of processes that a reload has left behind, too: some would wait for minutes for a machine that is gone.
 */
function script(address: string): string {
  return `${workerFunctions}
for server in $(current 'show servers state database' | awk '$1 ~ /^[0-9]+$/ && $2 == "database" { print $4 }'); do
  current "set server database/$server addr ${address} port ${PORTS.database}; set server database/$server health up"
done
${endConnections("database")}`;
}
