#!/bin/sh
# By Bartizan: what unattended-upgrades leaves to `bartizan patch`, and what is restarted after it.
: "${SERVING?}" "${IN_USE:?}" "${ROOT?}"
set -eu
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 022
# The packages that what serves runs from are left alone: one of them would be replaced under it, and close no hole before it starts anew.
before() {
  all=$(running)
  for unit in $SERVING; do
    # What is not seen would be replaced under it.
    if systemctl is-active --quiet "$unit" && ! printf '%s\n' "$all" | grep -q "^$unit "; then
      echo "what $unit runs from cannot be seen, so nothing is installed" >&2
      exit 1
    fi
  done
  paths=$(printf '%s\n' "$all" | awk -v serving="$SERVING" 'index(serving, " " $1 " ") { print $2 }' | sort -u)
  # dpkg knows some by their name from before /usr was merged.
  names=$(for path in $paths; do printf '%s\n' "$path" "${path#/usr}"; done | xargs -r dpkg-query -S 2>/dev/null |
    sed -n '/^diversion /d; s|^\(.*\): /.*|\1|p' | tr ',' '\n' | sed 's/^ *//; s/:.*//' | sort -u) || :
  # apt reads no file of such a name.
  new=$(mktemp "$ROOT$IN_USE.XXXXXX")
  {
    echo '// By Bartizan: what the processes that serve run from. Written anew before each installation.'
    echo 'Unattended-Upgrade::Package-Blacklist {'
    for name in $names; do printf '  "%s$";\n' "$(printf '%s' "$name" | sed 's/[.+]/[&]/g')"; done
    echo '};'
  } >"$new"
  chmod 644 "$new"
  mv -f "$new" "$ROOT$IN_USE"
}

after() {
  running | awk '$3 == "(deleted)" { print $1 }' | sort -u | renewable | while read -r unit; do
    case "$SERVING" in *" $unit "*) continue ;; esac
    echo "$unit ran from files that are gone"
    systemctl try-restart "$unit" || echo "$unit did not start again" >&2
  done
}

case "${1:-}" in
  before | after) "$1" ;;
  *) echo "usage: $0 before|after" >&2; exit 2 ;;
esac
