# Verbs for the unit $unit: it goes on as $new, or back to what is $kept. $ready asks whether it is well, $current is the link to its release.
# shellcheck disable=SC2154
: "${ILL:?}"
# Not while it is judged already, by a run that a power cut ended: what is there now is not known to be well.
keep() {
  [ ! -d "$kept" ] || return 0
  rm -rf "$kept.new"
  mkdir -p "$kept.new"
  for path in "$@"; do [ ! -e "$path" ] || cp -a --parents "$path" "$kept.new"; done
  [ ! -L "$current" ] || readlink "$current" >"$kept.new/release"
  mv -T "$kept.new" "$kept"
}
shortly() {
  if [ "$ends" -gt 0 ]; then printf '%s: its program ended %s times within %s s' "$new" "$ends" "$(($(clock) - since))"
  else printf '%s: %s' "$new" "$(printf '%s' "${said:-it did not start}" | head -n 1)"; fi
}
went_on() {
  case "$(readlink "$current" || :)" in
    releases/*) printf 'Release %s %s.\n' "$(basename "$(readlink "$current")")" "$1" ;;
    *) printf 'What ran before %s.\n' "$1" ;;
  esac
}
back() { # seconds, then paths
  ill
  short=$(shortly) seconds=$1
  shift
  for path in "$@"; do
    if [ -e "$kept$path" ]; then cp -a "$kept$path" "$path.bartizan-new" && mv -fT "$path.bartizan-new" "$path"; else rm -f "$path"; fi
  done
  if [ -s "$kept/release" ]; then
    ln -sfn "$(cat "$kept/release")" "$current.bartizan-new"
    mv -fT "$current.bartizan-new" "$current"
  fi
  systemctl daemon-reload
  mark "$unit"
  systemctl reset-failed "$unit" 2>/dev/null || :
  if systemctl restart "$unit" && well "$seconds" "$ready"; then went_on "serves again"; else
    went_on "was put back, but it is not well either"
    ill
  fi
  rm -rf "$kept" busy
  value ill "$short"
  exit "$ILL"
}
