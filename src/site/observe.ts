import { labAccess } from "../lab/lab.ts";
import type { Observation } from "../model/observation.ts";
import { BartizanError } from "../util/errors.ts";
import { type Target, withHosts } from "./target.ts";

/** What the monitor sees, where something may run: in the lab, or on servers that have been brought up from here. */
export async function seenIfUp(target: Target): Promise<{ readonly now?: Observation; readonly trouble?: string }> {
  const lab = target.lab || (labAccess(target.labId) !== undefined && !target.vault.there());
  if (!lab && !target.vault.there()) return {};
  const { observe } = await import("../engine/observe.ts");
  try {
    return { now: await withHosts({ ...target, lab }, (transport) => observe(transport, target.infra)) };
  } catch (error) {
    if (!(error instanceof BartizanError)) throw error;
    return { trouble: error.message };
  }
}
