: "${JOURNALS:?}"
clock() { cut -d. -f1 /proc/uptime; }
id_of() { systemctl show -p InvocationID --value "$1" || :; }
ends_of() { systemctl show -p NRestarts --value "$1" | grep . || echo 0; }
# Before a unit is touched: what is there now is not of this start.
mark() { # unit
  unit=$1 starts='' said='' ends=0 since=$(clock) at=$(date +%s)
  former=$(id_of "$1")
}
# A reload goes on with the start that was before.
note() {
  id=$(id_of "$unit")
  case " $starts " in *" $id "*) ;; *) [ -z "$id" ] || [ "$id" = "$former" ] || starts="$starts $id" ;; esac
}
wrote() {
  sleep 0.2
  note
  [ -n "$starts" ] || starts=$former
  set --
  for id in $starts; do set -- "$@" "_SYSTEMD_INVOCATION_ID=$id"; done
  [ $# -eq 0 ] || set -- "$@" +
  for id in $starts; do set -- "$@" "INVOCATION_ID=$id"; done
  [ $# -gt 0 ] || set -- -u "$unit"
  words=$(journalctl -q --no-pager "$JOURNALS" -o cat -n 20 --since="@$at" "$@") || :
  [ -z "$words" ] || printf '%s\n' "What $unit wrote since its start:" "$words"
}
# Asks until the answer is yes, and once at least; with a number of ends, gives up when the program has ended so often.
well() { # seconds question [ends]
  first=$(ends_of "$unit")
  since=$(clock) left=$1
  while note; do
    if said=$(timeout "$left" sh -c "$2" 2>&1); then return 0; fi
    ends=$(($(ends_of "$unit") - first))
    [ "$ends" -lt "${3:-1000000}" ] || return 1
    sleep 0.2
    left=$(($1 + since - $(clock)))
    [ "$left" -gt 0 ] || return 1
  done
}
ill() {
  if [ -n "$said" ]; then printf '%s\n' "Asked for $(($(clock) - since)) s whether it does its work, the last answer was: $said"; fi
  [ "$ends" -le 0 ] || printf '%s\n' "Its program ended $ends times meanwhile."
  wrote
}
