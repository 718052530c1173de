import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { DATABASE_NAME } from "../mariadb/names.ts";

/**
 * /etc/hosts with every host, the same on all of them but for the database's name. Without it names depend on a resolver,
 * and every reverse look-up of a neighbour costs seconds.
 */
export function hostsFile(host: Host, infra: Infrastructure): string {
  const addresses = infra.hosts.flatMap((it) =>
    [it.address, it.address6]
      .filter((address) => address !== undefined)
      .map((address) => `${address} ${it.name}.${infra.name}.internal ${it.name}`),
  );
  const proxied = host.roles.includes("app") && hostsOf(infra, "database").length > 0;
  return `# By Bartizan: all hosts of ${infra.name}.
127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
ff02::1 ip6-allnodes
ff02::2 ip6-allrouters

${addresses.join("\n")}
${proxied ? `\n# The app's way to the database, through the proxy on this host.\n127.0.0.1 ${DATABASE_NAME}\n` : ""}`;
}
