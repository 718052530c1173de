import { TRAFFIC } from "../../kit/journals.ts";
import { withParameters } from "../../util/script.ts";
import journals from "./journals.sh";

/** The metrics that the function below writes. */
export const JOURNALS_NAMES = "bartizan_journal_(lines_total|suppressed_lines)";

/** The journal that holds who logged in, as the label `journal` has it. */
export const SYSTEM_JOURNAL = "system";

/** journald's own word that it threw lines away, because one service wrote too many: SD_MESSAGE_JOURNAL_DROPPED in sd-messages(3). */
const SUPPRESSED = "a596d6fe7bfa4994828e72309e95d61e";

/**
 * A shell function that says how many lines each journal was given, and of the last ten minutes how many it threw away. journald numbers what it
 * stores, over all files of a journal, so the number of the newest line is a counter; only files in use are asked, those without an `@`.
 * `root` stands before the paths that it reads.
 */
export const journalsFunction = (root = ""): string =>
  withParameters(journals, { ROOT: root, SYSTEM: SYSTEM_JOURNAL, TRAFFIC, SUPPRESSED });
