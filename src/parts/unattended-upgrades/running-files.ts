import { withParameters } from "../../util/script.ts";
import script from "./running-files.sh";

/**
 * Shell functions that say which services run from which files. Only what is mapped for execution counts: programs and their libraries, not data
 * that is read through a mapping. Of units whose reload renews them the main process counts alone: the others finish their connections. `root` stands before /proc.
 */
export function runningFiles(renewed: readonly string[], root = ""): string {
  return withParameters(script, { RENEWED: renewed.join(" "), ROOT: root });
}
