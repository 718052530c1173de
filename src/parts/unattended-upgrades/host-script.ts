import { withParameters } from "../../util/script.ts";
import script from "./host-script.sh";
import { runningFiles } from "./running-files.ts";
import type { Serving } from "./serving.ts";

/** What the script writes each time before packages are installed; apt reads it after the file with the rest. */
export const IN_USE = "/etc/apt/apt.conf.d/61bartizan-in-use";

/** Runs before and after Debian's own job. */
export function hostScript({ units, renewedByReload = [] }: Serving, root = ""): string {
  return withParameters(script, { SERVING: ` ${units.join(" ")} `, IN_USE, ROOT: root }, runningFiles(renewedByReload, root));
}
