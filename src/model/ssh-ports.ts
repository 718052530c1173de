import type { Host, Infrastructure } from "./infrastructure.ts";
import { PORTS } from "./ports.ts";

/** The ports at which a host's sshd is reached: what the host itself has said, else what its destination says, else the usual one. */
export function sshPortsOf({ ssh, sshPorts }: Pick<Host, "ssh" | "sshPorts">): readonly number[] {
  return sshPorts ?? [portIn(ssh) ?? PORTS.ssh];
}

/** The port that a destination names: `ssh://user@host:2222`. One in ssh_config(5) is only known once somebody has been on the host. */
export function portIn(destination: string): number | undefined {
  const [, port] = /^ssh:\/\/(?:[^@/]*@)?(?:\[[^\]]*\]|[^:/[\]]+):(\d{1,5})\/?$/.exec(destination) ?? [];
  return port === undefined ? undefined : Number(port);
}

/** The same hosts, with the ports that were seen on them. Ports that are known already change nothing, not even the object. */
export function withSshPorts<T extends Host>(hosts: readonly T[], seen: ReadonlyMap<string, readonly number[]>): readonly T[] {
  const differs = (host: T): boolean => {
    const ports = seen.get(host.name);
    return ports !== undefined && ports.join() !== sshPortsOf(host).join();
  };
  if (!hosts.some(differs)) return hosts;
  return hosts.map((host) => (differs(host) ? { ...host, sshPorts: seen.get(host.name) ?? [] } : host));
}

/** The infrastructure with the ports that were seen. */
export function knowingSshPorts(infra: Infrastructure, seen: ReadonlyMap<string, readonly number[]>): Infrastructure {
  const hosts = withSshPorts(infra.hosts, seen);
  return hosts === infra.hosts ? infra : { ...infra, hosts };
}
