import type { RoleFace, RoleWords } from "../kit/faces/role.ts";
import type { Part } from "../kit/part.ts";
import type { Failing, Role } from "../model/infrastructure.ts";
import { fail } from "../util/errors.ts";
import { PARTS } from "./registry.ts";

/** The roles that parts fill, in the order in which a request meets them; those that no request needs come last. */
export function rolesIn(parts: readonly Part[]): readonly RoleFace[] {
  const place = (role: RoleFace): number => role.place ?? Number.POSITIVE_INFINITY;
  return parts.flatMap(({ role }) => role ?? []).sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

export const ROLE_FACES = rolesIn(PARTS);

export const ROLES = ROLE_FACES.map((role) => role.name) as unknown as readonly [Role, ...Role[]];

/** What fails for itself: what several machines share, the machine, the software of each role, and what is outside. */
export const FAILING: readonly Failing[] = ["zone", "rack", "host", ...ROLES, "dependency"];

/** Roles behind the balancer whose hosts are worth having apart. */
export const BEHIND: readonly Role[] = ROLE_FACES.filter((role) => role.behind).map((role) => role.name);

const byName = new Map(ROLE_FACES.map((role) => [role.name, role]));

export function roleOf(name: Role): RoleFace {
  const role = byName.get(name);
  if (role === undefined) throw fail("BZ_INTERNAL", { where: "the roles", found: `no part fills ${name}` });
  return role;
}

export function wordsOf(name: Role): RoleWords {
  return roleOf(name).words;
}
