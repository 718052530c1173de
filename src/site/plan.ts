import { planSite, type SitePlan } from "../engine/converge.ts";
import { fetchFiles } from "../engine/fetch-files.ts";
import { pending } from "../engine/vault-store.ts";
import type { FileResource, RulesetResource } from "../state/resource.ts";
import { type ClosedFile, isClosed, openSides } from "../state/shown.ts";
import type { HostPlan } from "../state/step.ts";
import { redacted } from "../util/content.ts";
import type { Secrets } from "../util/secret.ts";
import { convergeInputs } from "./inputs.ts";
import { departedFrom } from "./leaving.ts";
import { lookAtTarget } from "./reach.ts";
import { notShipped, seenRelease } from "./release.ts";
import { buildable, knownHosts, type Target, withHosts } from "./target.ts";
import { atOnce } from "./upstream-change.ts";

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
}

/** What `up` would change on these hosts (all when empty). Changes nothing. */
export async function withPlan(opened: Target, only: readonly string[], show: (plan: PlanPreview) => Promise<void>): Promise<void> {
  const file = { ...opened, vault: pending(opened.vault) };
  knownHosts(file, only);
  buildable(file);
  const target = only.length > 0 ? await atOnce(file) : { ...file, retiring: await departedFrom(file) };
  await withHosts(target, async (transport) => {
    const { desired, facts } = await lookAtTarget(target, transport, { only, release: seenRelease(target), emit: () => {} });
    const outlook = planSite(
      convergeInputs(target, desired, transport, () => {}),
      facts,
    );
    await show({
      ...outlook,
      notShipped: notShipped(target),
      files: (plan) => changesOf(plan, desired.secrets, (paths) => fetchFiles(transport, plan.host, paths)),
    });
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
