import pc from "picocolors";
import { only } from "../../catalog/only.ts";
import type { PatchPlan } from "../../site/patch.ts";

/** For people: host by host what is installed and what starts anew, then the order, then what it costs. */
export function patchLines({ plans, sights, waves, move, gaps }: PatchPlan): readonly string[] {
  const changing = plans.filter((it) => it.steps.length > 0);
  const lines = changing.flatMap((it) => {
    const { upgrades = [], brings = [] } = sights.get(it.host) ?? {};
    const then = it.steps.flatMap((step) => (only("patching").installs(step) && upgrades.length > 0 ? [] : [step.summary]));
    return [
      `${pc.bold(it.host)}: ${upgrades.length} security ${upgrades.length === 1 ? "update" : "updates"}`,
      ...upgrades.map(({ name, from, to }) => `  ${name} ${pc.dim(`${from} to`)} ${to}`),
      ...brings.map((name) => `  ${name} ${pc.dim("(new)")}`),
      ...then.map((summary) => `  ${pc.yellow("~")} ${summary}`),
    ];
  });
  const turns = waves.map((wave) => wave.join(" and "));
  if (move !== undefined) turns.splice(-1, 0, `the primary moves from ${move.from} to ${move.to}, in the file, too`);
  return [...lines, ...(turns.length > 1 ? [`order: ${turns.join("; ")}`] : []), ...gaps.map((it) => pc.yellow(it))];
}

/** For programs. */
export function patchJson({ plans, sights, waves, move, gaps }: PatchPlan): string {
  const hosts = plans.map((it) => ({
    host: it.host,
    upgrades: sights.get(it.host)?.upgrades ?? [],
    steps: it.steps.map(({ key, summary }) => ({ key, summary })),
  }));
  return JSON.stringify({
    type: "patch-plan",
    hosts,
    waves,
    ...(move === undefined ? {} : { move: { from: move.from, to: move.to } }),
    gaps,
  });
}
