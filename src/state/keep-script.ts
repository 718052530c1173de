import type { KindName } from "./kind.ts";
import { KIND_OF } from "./kinds.ts";
import { KEEP } from "./originals.ts";
import type { HostPlan } from "./step.ts";

/** Keeps everything that this plan makes Bartizan's, whether it has to be changed or is as it should be already. */
export function keepScript(plan: HostPlan): string {
  return keeping(plan, () => true);
}

/** The same again for files alone: packages that were installed meanwhile have brought some. */
export function keepFilesScript(plan: HostPlan): string {
  return keeping(plan, (kind) => kind === "file" || kind === "link");
}

function keeping({ manifest, formerManifest }: HostPlan, which: (kind: string) => boolean): string {
  const former = new Set(formerManifest);
  const lines = manifest.flatMap((key) => {
    const [kind, name] = parted(key);
    return former.has(key) || !which(kind) ? [] : (kindNamed(kind)?.keep?.(name) ?? []);
  });
  return lines.length === 0 ? "" : [KEEP, ...lines].join("\n");
}

/** Takes away what has left the file. What an earlier version called by another name was a file. */
export function removeScript(key: string): string {
  const [kind, name] = parted(key);
  return (kindNamed(kind)?.remove ?? KIND_OF.file.remove)?.(name) ?? "";
}

/** What is still to be done about it once all of that is away; empty when nothing is. */
export function afterwardsScript(key: string): string {
  const [kind, name] = parted(key);
  return kindNamed(kind)?.afterwards?.(name) ?? "";
}

function parted(key: string): readonly [kind: string, name: string] {
  const at = key.indexOf(":");
  return [key.slice(0, at), key.slice(at + 1)];
}

function kindNamed(name: string): (typeof KIND_OF)[KindName] | undefined {
  return name in KIND_OF ? KIND_OF[name as KindName] : undefined;
}
