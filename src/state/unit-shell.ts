/** How long a unit may take until it does its work, where its part does not say. */
export const READY_SECONDS = 20;

/** A unit with something to go back to is given up when its program has ended so often since the start. */
export const ENDS = 3;

/** journalctl(1) reads the default namespace alone otherwise; some units have another, and what systemd says of them is in the default one. */
export const ALL_JOURNALS = "--namespace=*";

/**
 * What scripts that start units are made of. Time is that of a clock that nobody sets, and counts from the start: however long each
 * question takes, all of them together take no longer than they may.
 *
 * systemd gives a unit a new id with each start. By these, what this start wrote is told from what was written before it, even when
 * both are in the same second.
 */
export const UNIT_SHELL = `clock() { cut -d. -f1 /proc/uptime; }
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
  words=$(journalctl -q --no-pager '${ALL_JOURNALS}' -o cat -n 20 --since="@$at" "$@") || :
  [ -z "$words" ] || printf '%s\\n' "What $unit wrote since its start:" "$words"
}
# Asks until the answer is yes; with a number of ends, gives up when the program has ended so often.
well() { # seconds question [ends]
  first=$(ends_of "$unit")
  since=$(clock)
  while note; do
    left=$(($1 + since - $(clock)))
    [ "$left" -gt 0 ] || return 1
    if said=$(timeout "$left" sh -c "$2" 2>&1); then return 0; fi
    ends=$(($(ends_of "$unit") - first))
    [ "$ends" -lt "\${3:-1000000}" ] || return 1
    sleep 0.2
  done
}
ill() {
  if [ -n "$said" ]; then printf '%s\\n' "Asked for $(($(clock) - since)) s whether it does its work, the last answer was: $said"; fi
  [ "$ends" -le 0 ] || printf '%s\\n' "Its program ended $ends times meanwhile."
  wrote
}
`;
