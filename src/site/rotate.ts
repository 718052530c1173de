import { announceSuccessor, dropPredecessor, letSuccessorSign, renewAll, replacementOf } from "../engine/replacement.ts";
import { existing } from "../engine/vault-store.ts";
import { labTrust } from "../lab/lab.ts";
import type { Facts } from "../state/facts.ts";
import type { HostPlan } from "../state/step.ts";
import { fail } from "../util/errors.ts";
import { atOnce } from "./at-once.ts";
import { compileTarget, type Desired } from "./desired.ts";
import { convergeInputs } from "./inputs.ts";
import type { Operator } from "./operator.ts";
import { lookAtTarget } from "./reach.ts";
import { builtRelease } from "./release.ts";
import { renewEnded } from "./renewal.ts";
import { buildable, type Target, withHosts } from "./target.ts";

export interface Rotated {
  /** How many hosts were changed, of how many. */
  readonly changed: number;
  readonly hosts: number;
}

/** Renews all certificates and their keys; with `ca`, takes the next of the three steps that replace the CA. */
export async function rotate(file: Target, ca: boolean, operator: Operator): Promise<Rotated> {
  const { emit, tell, agree } = operator;
  await existing(file.vault);
  buildable(file);
  const target = await atOnce(file);
  return withHosts(target, async (transport) => {
    const release = builtRelease(target, emit);
    // Every host has to be reached: one that was left out would trust nobody, or be trusted by nobody, later.
    const { desired, facts: seen } = await lookAtTarget(target, transport, { release, emit });
    if (!desired.vault.authorities.own.signs)
      throw fail("BZ_VAULT_LOCKED", { where: target.vault.where, found: "`sign`, which this is about" });
    const before = convergeInputs(target, desired, transport, emit);
    const { facts } = await renewEnded(before, seen, operator);
    const { converge, planSite } = await import("../engine/converge.ts");
    const step = ca
      ? await replacementStep(target, planSite({ ...before, emit: () => {} }, facts).plans)
      : renewalStep(target, halfRenewed(desired, facts));
    tell(step.says);
    await agree({ question: "Go on?", found: "certificates to renew, and no terminal to ask on", mend: "Run it again with --yes." });
    await step.begin();
    const inputs = convergeInputs(target, await compileTarget(target, [], release), transport, emit);
    const outlook = planSite(inputs, facts);
    if (target.lab) await labTrust(target.labId, inputs.authorities.site.trusted);
    tell({ plans: outlook.plans });
    await converge(inputs, outlook);
    return { changed: changing(outlook.plans), hosts: outlook.plans.length };
  });
}

function changing(plans: readonly HostPlan[]): number {
  return plans.filter((it) => it.steps.length > 0).length;
}

/** One step: what it is, and what it does to the vault before the hosts follow. */
interface Step {
  readonly says: string;
  readonly begin: () => void | Promise<void>;
}

/** Whether an earlier run wanted everything renewed and did not come to its end. */
function halfRenewed({ vault }: Desired, facts: ReadonlyMap<string, Facts>): boolean {
  const observed = [...facts.values()].flatMap((it) => [...it.observed.values()]);
  return observed.some((it) => it.kind === "certificate" && it.notBefore < vault.authorities.own.renewBefore);
}

function renewalStep({ vault }: Target, begun: boolean): Step {
  if (begun) return { says: "The renewal that was begun is finished.", begin: () => {} };
  return { says: "Every certificate is renewed, with a new key.", begin: () => renewAll(vault, Math.floor(Date.now() / 1000)) };
}

/** The next step, unless some hosts are not yet where the last one, or `up`, was to bring them. */
async function replacementStep({ vault, infra }: Target, pending: readonly HostPlan[]): Promise<Step> {
  const at = await replacementOf(vault);
  if (changing(pending) > 0) {
    const says = "Some hosts are not yet what they should be. That is mended first; run it again for the next step.";
    return { says, begin: () => {} };
  }
  switch (at) {
    case "alone":
      return {
        says: "Step 1 of 3: a new CA is made, and trusted beside the old one.",
        begin: () => announceSuccessor(vault, infra),
      };
    case "announced":
      return { says: "Step 2 of 3: every certificate is issued by the new CA.", begin: () => letSuccessorSign(vault) };
    case "signing":
      return { says: "Step 3 of 3: the old CA is no longer trusted.", begin: () => dropPredecessor(vault) };
  }
}
