import type { Infrastructure, Role } from "./infrastructure.ts";
import { hasSpare, type RequestTier, tiersOf } from "./tiers.ts";

/** What of a host is away for a while. */
export interface Absence {
  readonly host: string;
  /** The roles that it cannot fill meanwhile; all when the machine itself is started anew. */
  readonly roles: ReadonlySet<Role>;
}

/** The absences that cannot be made up for, one host after the other: whose tier has nobody to spare. */
export function missed(
  infra: Infrastructure,
  absences: readonly Absence[],
): readonly { readonly host: string; readonly role: RequestTier }[] {
  return tiersOf(infra)
    .filter((tier) => !hasSpare(tier, infra))
    .flatMap(({ role, members }) =>
      members.flatMap(({ name }) => (absences.some((it) => it.host === name && it.roles.has(role)) ? [{ host: name, role }] : [])),
    );
}
