import type { HandOver, HandOverPlan, HandOverRequest } from "../kit/hand-over.ts";
import type { Hosts } from "../kit/hosts.ts";
import type { Infrastructure, Role } from "../model/infrastructure.ts";
import { fail } from "../util/errors.ts";
import { PARTS } from "./registry.ts";

/** The tasks that are handed over. */
export const HAND_OVERS: readonly HandOver[] = PARTS.flatMap((part) => part.handOver ?? []);

export function handOverOf(role: Role): HandOver {
  const its = HAND_OVERS.find((it) => it.role === role);
  if (its === undefined) throw fail("BZ_INTERNAL", { found: `no task that ${role} hands over` });
  return its;
}

/** Says how the wish would be brought about. Changes nothing. */
export function planHandOver(
  its: HandOver,
  at: Hosts,
  infra: Infrastructure,
  wanted: Omit<HandOverRequest, "redirect">,
): Promise<HandOverPlan> {
  const redirect: HandOverRequest["redirect"] = (address) => PARTS.flatMap((part) => part.redirect?.(its.role, address) ?? []);
  return its.plan(at, infra, { ...wanted, redirect });
}
