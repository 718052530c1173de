import { TRAFFIC } from "../../kit/journals.ts";

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
export const journalsFunction = (root = ""): string => `journals() {
  id=$(cat ${root}/etc/machine-id) || return 1
  for journal in ${SYSTEM_JOURNAL} ${TRAFFIC}; do
    folder=${root}/var/log/journal/$id
    [ $journal = ${SYSTEM_JOURNAL} ] || folder=$folder.$journal
    [ -e "$folder/system.journal" ] || continue
    set --
    for file in "$folder"/*.journal; do
      case $file in *@*) ;; *) set -- "$@" "--file=$file" ;; esac
    done
    head=$(journalctl -q --header "$@") && gone=$(journalctl -q --since=-10min -o cat --output-fields=N_DROPPED "$@" MESSAGE_ID=${SUPPRESSED}) || return 1
    printf '%s\\n' "$head" | awk -v journal=$journal '
      /^Tail sequential number:/ && $4 + 0 > newest { newest = $4 + 0 }
      END { printf "bartizan_journal_lines_total{journal=\\"%s\\"} %.0f\\n", journal, newest }'
    printf '%s\\n' "$gone" | awk -v journal=$journal '
      { lines += $1 }
      END { printf "bartizan_journal_suppressed_lines{journal=\\"%s\\"} %.0f\\n", journal, lines }'
  done
}
`;
