import { withParameters } from "../../util/script.ts";
import { PACKAGE_LISTS_STAMP } from "../base/package-lists.ts";
import functions from "./updates.sh";

/** The metrics that the functions below write. */
export const UPDATES_NAMES = "bartizan_(security_updates|package_lists_refreshed_seconds|reboot_required)";

/**
 * Shell functions that say which updates wait and whether the machine has to be started anew. Each fails where it cannot know: no answer is
 * not "none". `root` stands before the paths that they read.
 */
export const updatesFunctions = (root = ""): string => withParameters(functions, { ROOT: root, LISTS_STAMP: PACKAGE_LISTS_STAMP });
