import type { Infrastructure } from "./infrastructure.ts";

/**
 * The order in which hosts are changed: never two at once that share a role, so that the others carry the load meanwhile. Within
 * a role the database primary comes last. Hosts that serve nothing yet (`fresh`) cannot be missed and all go first, together.
 */
export function waves(infra: Infrastructure, changing: ReadonlySet<string>, fresh: ReadonlySet<string>): readonly (readonly string[])[] {
  const names = infra.hosts.filter((host) => changing.has(host.name)).map((host) => host.name);
  const first = names.filter((name) => fresh.has(name));
  const result: string[][] = first.length > 0 ? [first] : [];
  const settled: { readonly hosts: string[]; readonly roles: Set<string> }[] = [];
  const last = infra.database?.primary;
  const rest = infra.hosts.filter((host) => changing.has(host.name) && !fresh.has(host.name));
  for (const host of [...rest.filter((it) => it.name !== last), ...rest.filter((it) => it.name === last)]) {
    const free = settled.find((wave) => host.roles.every((role) => !wave.roles.has(role)));
    const wave = free ?? { hosts: [], roles: new Set<string>() };
    if (free === undefined) settled.push(wave);
    wave.hosts.push(host.name);
    for (const role of host.roles) wave.roles.add(role);
  }
  return [...result, ...settled.map((wave) => wave.hosts)];
}
