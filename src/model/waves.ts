import type { Infrastructure } from "./infrastructure.ts";

/**
 * The order in which hosts are changed: never two at once that share a role, so that the others carry the load meanwhile. A
 * database primary that serves goes in the first wave, because replicas rely on what is changed there (their account, their way
 * through its firewall). Hosts that serve nothing yet (`fresh`) cannot be missed and go together, as early as that allows.
 */
export function waves(infra: Infrastructure, changing: ReadonlySet<string>, fresh: ReadonlySet<string>): readonly (readonly string[])[] {
  const hosts = infra.hosts.filter((host) => changing.has(host.name));
  const first = infra.database?.primary;
  const serving = hosts.filter((host) => !fresh.has(host.name));
  const settled: { readonly hosts: string[]; readonly roles: Set<string> }[] = [];
  for (const host of [...serving.filter((it) => it.name === first), ...serving.filter((it) => it.name !== first)]) {
    const free = settled.find((wave) => host.roles.every((role) => !wave.roles.has(role)));
    const wave = free ?? { hosts: [], roles: new Set<string>() };
    if (free === undefined) settled.push(wave);
    wave.hosts.push(host.name);
    for (const role of host.roles) wave.roles.add(role);
  }
  const order = settled.map((wave) => wave.hosts);
  const together = hosts.filter((host) => fresh.has(host.name)).map((host) => host.name);
  if (together.length === 0) return order;
  const after = order[0]?.includes(first ?? "") === true ? 1 : 0;
  return [...order.slice(0, after), together, ...order.slice(after)];
}
