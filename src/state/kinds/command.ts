import { secretsIn } from "../../util/content.ts";
import { problem } from "../../util/errors.ts";
import { fill } from "../../util/reveal.ts";
import { anyLocked, type Secrets } from "../../util/secret.ts";
import { shellWord } from "../../util/shell.ts";
import type { Kind } from "../kind.ts";
import { type CommandResource, keyOf } from "../resource.ts";
import { numbered } from "../script-frame.ts";
import type { StepOf } from "../step.ts";

/** The symbols for the control characters RS and US, between which a command's words stand. What hosts say arrives without control characters. */
export const MARKS = { begin: "\u241e", end: "\u241f" } as const;

/** A step's script runs as a program of its own: `command-N`, after `check-N` where it is looked at again. */
export const commands: Kind<"command"> = {
  // What asks about a secret that may not be read cannot be asked.
  ask: (all, secrets) => ({
    script: all
      .filter((it) => !anyLocked(secretsIn(it.check), secrets))
      .map((it) => checkScript(it, secrets))
      .join("\n"),
  }),

  read(it, said) {
    const output = said.commands.get(keyOf(it));
    return output === undefined ? undefined : { kind: "command", output };
  },

  refuses(it, seen, host) {
    if (seen?.output.startsWith("refuse:") !== true) return [];
    const found = seen.output.slice("refuse:".length).trim();
    return [problem("BZ_HOST_REFUSED", { where: `${host} ${it.id}`, found, ...(it.refusal === undefined ? {} : { mend: it.refusal }) })];
  },

  /**
   * What a host said is old once a unit that was asked begins anew: a database that accepted writes starts read-only. So whatever
   * depends on it is looked at again behind it.
   */
  plan(it, seen, { secrets, begun }) {
    const step = { kind: "command", key: keyOf(it), resource: it } as const;
    // Who may not read a secret cannot do what needs it, now or again.
    if (anyLocked([...secretsIn(it.check), ...secretsIn(it.apply)], secrets)) return undefined;
    if (seen?.output !== it.want.trim()) return { ...step, summary: it.title };
    return it.asks?.some((key) => begun.has(key)) === true ? { ...step, again: true, summary: `look again: ${it.title}` } : undefined;
  },

  run: (step, plan) => numbered(plan, step, runScript(step, plan.steps.indexOf(step))),

  entries(script, step, plan, { secrets }) {
    if (script !== "units") return [];
    const index = plan.steps.indexOf(step);
    const { apply, check } = step.resource;
    const apart = { name: `command-${index}`, data: `${fill(apply, secrets)}\n` };
    return step.again === true ? [apart, { name: `check-${index}`, data: `${fill(check, secrets)}\n` }] : [apart];
  },
};

/** What the check prints stands between the {@link MARKS}, whatever it is. */
function checkScript(it: CommandResource, secrets: Secrets): string {
  return `printf '${MARKS.begin}%s\\n' ${shellWord(keyOf(it))}
(
${fill(it.check, secrets)}
)
printf '${MARKS.end}\\n'`;
}

/** One that is looked at again says first what it finds; what refuses to be changed ends the run, as it would have ended the plan. */
function runScript(step: StepOf<"command">, index: number): string {
  if (step.again !== true) return `sh -eu command-${index}`;
  return `said=$(sh check-${index} 2>/dev/null) || said=
case "$said" in
  ${shellWord(step.resource.want.trim())}) ;;
  refuse:*) printf '%s\\n' "$said"; exit 1 ;;
  *) sh -eu command-${index} ;;
esac`;
}
