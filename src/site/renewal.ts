import type { ConvergeInputs } from "../engine/converge.ts";
import { look } from "../engine/look.ts";
import type { Facts } from "../state/facts.ts";
import type { Operator } from "./operator.ts";

export interface Renewal {
  /** What the hosts say now. */
  readonly facts: ReadonlyMap<string, Facts>;
  /** Names of those that got new certificates. */
  readonly renewed: readonly string[];
}

/**
 * Replaces the certificates that nobody accepts any more (or yet) on all hosts together, before anything else is planned: what hosts say
 * of each other as long as they refuse each other is no ground for a plan. `begin` is called when there are some, before they are replaced.
 */
export async function renewEnded(
  inputs: ConvergeInputs,
  facts: ReadonlyMap<string, Facts>,
  { tell, agree }: Operator,
  begin?: () => Promise<void>,
): Promise<Renewal> {
  // Loaded when the logins are under way, like all that changes hosts.
  const { endedPlans, replaceEnded } = await import("../engine/ended.ts");
  const plans = endedPlans(inputs, facts);
  if (plans.length === 0) return { facts, renewed: [] };
  tell("Certificates that are not valid are replaced first, on all hosts together:");
  tell({ plans });
  await agree({
    question: `Replace them on ${plans.length} ${plans.length === 1 ? "host" : "hosts"}?`,
    found: "certificates to replace, and no terminal to ask on",
    mend: "Look at them with `bartizan plan`, then run the command again with --yes.",
  });
  await begin?.();
  await replaceEnded(inputs, plans, facts);
  return { facts: await look(inputs.transport, [...facts.keys()], inputs, inputs.emit), renewed: plans.map((it) => it.host) };
}
