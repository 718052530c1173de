import type { Role } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import type { Content } from "../../util/content.ts";

/** What leads those who ask for this role on their host to another address. */
export function redirect(role: Role, address: string): readonly Content[] {
  return role === "database" ? [[script(address)]] : [];
}

/**
 * On an app host: its proxy leads to another database at once, before its file is changed. The connections to the former one end,
 * those of processes that a reload has left behind, too: some would wait for minutes for a machine that is gone.
 */
function script(address: string): string {
  return `ask() { socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock; }
master() { printf '%s\\n' "$1" | socat -t 2 - UNIX-CONNECT:/run/haproxy-master.sock 2>/dev/null || :; }
for server in $(echo 'show servers state database' | ask | awk '$1 ~ /^[0-9]+$/ && $2 == "database" { print $4 }'); do
  echo "set server database/$server addr ${address} port ${PORTS.database}; set server database/$server health up" | ask
done
for pid in $(master 'show proc' | awk '$2 == "worker" { print $1 }'); do
  for server in $(master "@!$pid show servers state database" | awk '$1 ~ /^[0-9]+$/ && $2 == "database" { print $4 }'); do
    master "@!$pid shutdown sessions server database/$server"
  done
done
`;
}
