import type { Absence } from "../kit/patching.ts";
import type { Infrastructure, Role } from "../model/infrastructure.ts";
import { hasSpare, tiersOf } from "./tiers.ts";

/** The absences that cannot be made up for, one host after the other: whose tier has nobody to spare. */
export function missed(infra: Infrastructure, absences: readonly Absence[]): readonly { readonly host: string; readonly role: Role }[] {
  return tiersOf(infra)
    .filter((tier) => !hasSpare(tier, infra))
    .flatMap(({ role, members }) =>
      members.flatMap(({ name }) => (absences.some((it) => it.host === name && it.lacks(role)) ? [{ host: name, role }] : [])),
    );
}
