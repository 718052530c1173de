import type { Emit } from "../event/event.ts";
import { SCRIPT_EXIT } from "../state/script-frame.ts";
import type { HostPlan } from "../state/step.ts";
import type { Stdin, Transport } from "../transport/transport.ts";
import { bounded } from "../util/bounded.ts";
import { fail } from "../util/errors.ts";
import { conceal } from "../util/reveal.ts";
import type { Secrets } from "../util/secret.ts";
import { unknownPackages } from "../util/unknown-packages.ts";

const TIMEOUT_MS = 15 * 60_000;

/** A unit is waited for three times at most: on trial, in its place, and after it went back. */
function timeoutMs({ steps }: HostPlan): number {
  const seconds = steps.map((it) => (it.kind === "unit" ? (it.resource.readySeconds ?? 0) : 0));
  return TIMEOUT_MS + 3_000 * Math.max(0, ...seconds);
}

/** Runs one of the scripts of a plan on its host, tells its progress as events and gives back the values it printed. */
export async function runScript(
  transport: Transport,
  plan: HostPlan,
  command: string,
  stdin: Stdin,
  emit: Emit,
  secrets: Secrets,
): Promise<{ readonly values: ReadonlyMap<string, string> }> {
  const values = new Map<string, string>();
  const output: string[] = [];
  const { host } = plan;
  let step = "";
  let started = performance.now();
  const summary = (index: string): string => plan.steps[Number(index)]?.summary ?? "";
  const onLine = (line: string): void => {
    const [tag = "", ...words] = line.split(" ");
    if (tag === "@start") {
      step = summary(words[0] ?? "");
      started = performance.now();
      emit({ type: "step-started", host, step });
    } else if (tag === "@done")
      emit({ type: "step-done", host, step: summary(words[0] ?? ""), seconds: (performance.now() - started) / 1000 });
    else if (tag === "@value") values.set(words[0] ?? "", words.slice(1).join(" "));
    else if (tag === "@|") output.push(words.join(" "));
  };
  const result = await transport.run(host, command, { stdin, onLine, timeoutMs: timeoutMs(plan) });
  if (result.code === 0) return { values };
  if (result.code === SCRIPT_EXIT.locked) {
    const [holder, pid, seconds] = (values.get("locked") ?? "").split(" ");
    throw fail("BZ_HOST_LOCKED", {
      where: host,
      found:
        holder === undefined || holder === ""
          ? output.join("\n")
          : `${holder} (process ${pid}) works on it; the lock expires in ${seconds} s`,
    });
  }
  if (result.code === SCRIPT_EXIT.changed) throw fail("BZ_HOST_CHANGED", { where: host });
  const words = bounded(conceal([...output, result.stderr.trim()].filter((line) => line !== "").join("\n"), secrets));
  emit({ type: "step-failed", host, step, output: words });
  const unknown = unknownPackages(words, (values.get("known") ?? "").split(" "));
  if (unknown !== undefined) throw unknown;
  if (result.code === SCRIPT_EXIT.ill)
    throw fail("BZ_UNIT_ILL", { where: host, found: conceal(values.get("ill") ?? step, secrets), output: words });
  if (result.code === SCRIPT_EXIT.refused) throw fail("BZ_CONFIG_REFUSED", { where: host, found: step, output: words });
  const silent = words === "" ? ", and nothing was said" : "";
  throw fail("BZ_STEP_FAILED", {
    where: host,
    found: `${step || "the start of the script"} (status ${result.code}${silent})`,
    output: words,
  });
}
