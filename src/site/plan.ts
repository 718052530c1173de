import { type ConvergeInputs, planSite, type SitePlan } from "../engine/converge.ts";
import { fetchFiles } from "../engine/fetch-files.ts";
import { pending } from "../engine/vault-store.ts";
import type { Emit } from "../event/event.ts";
import type { FileResource, RulesetResource } from "../state/resource.ts";
import { type ClosedFile, isClosed, openSides } from "../state/shown.ts";
import type { HostPlan } from "../state/step.ts";
import { redacted } from "../util/content.ts";
import type { Secrets } from "../util/secret.ts";
import { atOnce } from "./at-once.ts";
import { convergeInputs } from "./inputs.ts";
import { departedFrom } from "./leaving.ts";
import { afterExchange } from "./password-change.ts";
import { type PlanFile, planFile } from "./plan-file.ts";
import { lookAtTarget } from "./reach.ts";
import { everBuiltRelease, notShipped, seenRelease } from "./release.ts";
import { buildable, knownHosts, type Target, withHosts } from "./target.ts";

/** A file as a host has it, and as it is to be. */
export interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

export interface PlanPreview extends SitePlan {
  /** What of the app is not shipped. */
  readonly notShipped: readonly string[];
  /** The files that a host gets, secrets covered. */
  readonly files: (plan: HostPlan) => Promise<readonly FileChange[]>;
  /** Certificates that are due for renewal and stay as they are, as this operator cannot sign: `HOST: PATH`. */
  readonly renewalsLeft: readonly string[];
  /** The same plan, to be carried out later. */
  readonly toKeep: () => Promise<PlanFile>;
}

export interface PreviewOptions {
  /** Names of hosts; all when empty. */
  readonly only: readonly string[];
  /** Told when the app is built for the plan; without it the plan says of what was not built that it is to be. */
  readonly build?: Emit;
}

/** What `up` would change on these hosts (all when empty). Changes nothing. */
export async function withPlan(opened: Target, { only, build }: PreviewOptions, show: (plan: PlanPreview) => Promise<void>): Promise<void> {
  const file: Target = { ...opened, vault: pending(opened.vault), looks: true };
  knownHosts(file, only);
  buildable(file);
  const whole = async (): Promise<Target> => ({ ...file, vault: await afterExchange(file.vault), retiring: await departedFrom(file) });
  const target = only.length > 0 ? await atOnce(file) : await whole();
  await withHosts(target, async (transport) => {
    const release = build === undefined ? seenRelease(target) : everBuiltRelease(target, build);
    const { desired, facts } = await lookAtTarget(target, transport, { only, release, emit: () => {} });
    const inputs = convergeInputs(target, desired, transport, () => {});
    const outlook = planSite(inputs, facts);
    const renewalsLeft = renewalsLeftBy(outlook, inputs);
    await show({
      ...outlook,
      renewalsLeft,
      toKeep: async () => {
        const { plannedHosts, veilOf } = await import("../engine/fingerprint.ts");
        const { secrets, authorities } = inputs;
        const hosts = plannedHosts(desired.states, outlook, authorities, await veilOf({ secrets, authorities, kept: opened.vault }));
        return planFile(target, { only, release: desired.releaseId ?? null, hosts, renewalsLeft });
      },
      notShipped: notShipped(target),
      files: (plan) => changesOf(plan, desired.secrets, (paths) => fetchFiles(transport, plan.host, paths)),
    });
  });
}

/** What somebody who can sign would renew besides. */
function renewalsLeftBy({ plans, facts }: SitePlan, inputs: ConvergeInputs): readonly string[] {
  if (inputs.authorities.own.signs) return [];
  return planSite(inputs, facts, { signs: true }).plans.flatMap(({ host, steps }) => {
    const mine = plans.find((it) => it.host === host)?.steps ?? [];
    const left = steps.flatMap((it) => (it.kind === "certificate" && !mine.some(({ key }) => key === it.key) ? [it.resource.path] : []));
    return left.map((path) => `${host}: ${path}`);
  });
}

async function changesOf(
  plan: HostPlan,
  secrets: Secrets,
  fetch: (paths: readonly string[]) => Promise<ReadonlyMap<string, ClosedFile>>,
): Promise<readonly FileChange[]> {
  const files = plan.steps.flatMap((it) => (it.kind === "file" || it.kind === "ruleset" ? [it.resource] : []));
  const there = files.length === 0 ? new Map<string, ClosedFile>() : await fetch(files.map((it) => it.path));
  return files.map((it) => ({ path: it.path, ...sides(it, secrets, there.get(it.path)) }));
}

function sides(
  resource: FileResource | RulesetResource,
  secrets: Secrets,
  seen: ClosedFile | undefined,
): Pick<FileChange, "before" | "after"> {
  if (seen === undefined) return { before: undefined, after: redacted(resource.content) };
  // What the host holds may be an older secret, which nobody could know by the file of today.
  if (seen.shown !== undefined || seen.closed === true || isClosed(resource)) return openSides(resource.content, secrets, seen);
  return { before: seen.text, after: redacted(resource.content) };
}
