: "${ROOT?}" "${SYSTEM:?}" "${TRAFFIC:?}" "${SUPPRESSED:?}"
journals() {
  id=$(cat "$ROOT/etc/machine-id") || return 1
  for journal in "$SYSTEM" "$TRAFFIC"; do
    folder=$ROOT/var/log/journal/$id
    [ "$journal" = "$SYSTEM" ] || folder=$folder.$journal
    [ -e "$folder/system.journal" ] || continue
    set --
    for file in "$folder"/*.journal; do
      case $file in *@*) ;; *) set -- "$@" "--file=$file" ;; esac
    done
    head=$(journalctl -q --header "$@") && gone=$(journalctl -q --since=-10min -o cat --output-fields=N_DROPPED "$@" MESSAGE_ID="$SUPPRESSED") || return 1
    printf '%s\n' "$head" | awk -v journal="$journal" '
      /^Tail sequential number:/ && $4 + 0 > newest { newest = $4 + 0 }
      END { printf "bartizan_journal_lines_total{journal=\"%s\"} %.0f\n", journal, newest }'
    printf '%s\n' "$gone" | awk -v journal="$journal" '
      { lines += $1 }
      END { printf "bartizan_journal_suppressed_lines{journal=\"%s\"} %.0f\n", journal, lines }'
  done
}
