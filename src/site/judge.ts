import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { flowGroupsOf } from "../catalog/compile.ts";
import { alertsOf } from "../check/alerts.ts";
import { type CheckInputs, check } from "../check/check.ts";
import type { FailOn, Judged } from "../check/formats/format.ts";
import { checkConfig } from "../config/check.ts";
import { applyEdits } from "../config/edit.ts";
import { linesIn } from "../config/lines.ts";
import type { LoadedConfig } from "../config/load.ts";
import { resolveConfig } from "../config/resolve.ts";
import { leftToApp } from "../engine/left-to-app.ts";
import type { Infrastructure } from "../model/infrastructure.ts";

export { todayUtc } from "./today.ts";

/** How a file is judged. */
export interface JudgeOptions extends Pick<CheckInputs, "only" | "waivers" | "today"> {
  readonly failOn: FailOn;
  /** Of Bartizan. */
  readonly version: string;
}

/** Judges a loaded file. */
export function judge(loaded: LoadedConfig, { failOn, version, today, ...rest }: JudgeOptions): Judged {
  const verdict = check({ ...checkInputs(loaded, today), ...rest });
  let lineOf: Judged["lineOf"] | undefined;
  return {
    infra: loaded.infra,
    verdict,
    ...placeOf(loaded.path),
    version,
    failOn,
    lineOf: (path) => {
      lineOf ??= linesIn(readFileSync(loaded.path, "utf8"));
      return lineOf(path);
    },
  };
}

/** What the check looks at in a loaded file. `today` is `YYYY-MM-DD`. */
export function checkInputs({ config, dir, infra }: Pick<LoadedConfig, "config" | "dir" | "infra">, today: string): CheckInputs {
  // Several rules weigh the same changes, and checking a file is most of what that costs.
  const variants = new Map<string, Infrastructure | undefined>();
  return {
    infra,
    flowGroups: flowGroupsOf(infra),
    alerts: alertsOf(infra),
    leftToApp: infra.app === undefined ? [] : leftToApp(infra.app),
    today,
    variant: (edits) => {
      const key = JSON.stringify(edits);
      if (!variants.has(key)) {
        const checked = checkConfig(applyEdits(config, edits));
        variants.set(key, checked.ok ? resolveConfig(checked.config, dir).infra : undefined);
      }
      return variants.get(key);
    },
  };
}

function placeOf(path: string): Pick<Judged, "file" | "uri"> {
  const file = relative(process.cwd(), path);
  const inside = file !== "" && !file.startsWith("..");
  return { file, uri: inside ? file.split(sep).map(encodeURIComponent).join("/") : pathToFileURL(path).href };
}
