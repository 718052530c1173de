import { ROLE_FACES, wordsOf } from "../../../catalog/roles.ts";
import type { FixOption } from "../../../kit/faces/finding.ts";
import type { Improvement } from "../../../kit/faces/role.ts";
import { oneMoreHost, type Taken, takenBy } from "../../../kit/new-host.ts";
import { hostsOf, type Infrastructure, type Role } from "../../../model/infrastructure.ts";
import { listed } from "../../../util/names.ts";

/** Changes of the usual kinds, as far as there is room for them. Their names and addresses do not get in each other's way. */
export function improvementsOf(infra: Infrastructure): readonly Improvement[] {
  const taken = takenBy(infra);
  return ROLE_FACES.flatMap(({ name, tier, improvements }): readonly Improvement[] => {
    if (improvements !== undefined) return improvements(infra, taken);
    const option = (tier?.(infra).members ?? []).length === 0 ? undefined : oneMore(infra, name, taken);
    return option === undefined ? [] : [{ about: name, option }];
  });
}

/** One more host of a tier, with the app where the web servers have theirs beside them. */
export function oneMore(infra: Infrastructure, role: Role, taken: Taken = takenBy(infra)): FixOption | undefined {
  const beside = role === "web" && hostsOf(infra, role).at(-1)?.roles.includes("app");
  const roles: readonly Role[] = beside ? ["web", "app"] : [role];
  return oneMoreHost(infra, roles, listed(roles.map((it) => wordsOf(it).one)), taken);
}
