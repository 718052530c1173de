import { passwordRounds } from "./password-change.ts";
import type { Target } from "./target.ts";
import { upstreamChangeOf } from "./upstream-change.ts";

/** The target as it can be brought about at once while requests are served: as the file says, or as far on the way there as it is. */
export async function atOnce(target: Target): Promise<Target> {
  const [next] = (await upstreamChangeOf(target)).steps;
  const { both } = await passwordRounds(target.vault);
  return { ...target, infra: both(next?.infra ?? target.infra) };
}
