: "${RENEWED?}" "${ROOT?}"
# PID and unit of every process of a service of the system's.
owners() {
  mains=' '
  for unit in $RENEWED; do mains="$mains$unit:$(systemctl show -p MainPID --value "$unit") "; done
  cd "$ROOT/proc" || return
  grep -sH '^0::' [0-9]*/cgroup | awk -F/ -v mains="$mains" '!/user\.slice/ {
    for (i = 3; i <= NF; i++) if ($i ~ /\.service$/) {
      if (!index(mains, " " $i ":") || index(mains, " " $i ":" $1 " ")) print $1, $i
      next
    }
  }'
}
# PID and path of every program and library that a process runs from, and (deleted) when the file is gone.
mapped() {
  cd "$ROOT/proc" || return
  grep -sHE '^[0-9a-f]+-[0-9a-f]+ ..x. [^ ]+ [^ ]+ [0-9]+ +/(usr|lib|lib64|bin|sbin|opt)/' [0-9]*/maps |
    awk '{ split($1, at, "/"); print at[1], $6, $7 }' | sort -u
}
# Unit, path and (deleted), as above.
running() {
  { (owners); echo; (mapped); } | awk 'NF == 0 { second = 1; next } !second { unit[$1] = $2; next } $1 in unit { print unit[$1], $2, $3 }' | sort -u
}
# The units that run from files of these packages, or from files that are gone. Paths from before and after /usr was merged are the same; between
# two packages dpkg-query(1) prints an empty line.
affected() {
  {
    [ $# -eq 0 ] || dpkg-query -L "$@" | sed '/^$/d; s|^/usr/|/|'
    echo
    running
  } | awk 'NF == 0 { second = 1; next } !second { files[$1]; next } { path = $2; sub("^/usr/", "/", path) } $3 == "(deleted)" || path in files { print $1 }' |
    sort -u
}
# Services that are not started anew by themselves: whoever is logged in, or the host's own way to the network, would go with them, or what
# runs in them is somebody else's. What they run from is renewed when the machine is started anew.
left_running() {
  case "$1" in
    dbus.service | dbus-broker.service | systemd-logind.service | *getty*.service | user@*.service) ;;
    networking.service | ifup@*.service | systemd-networkd.service | NetworkManager.service | wpa_supplicant*.service | cloud-*.service) ;;
    docker.service | containerd.service | unattended-upgrades.service | apt-daily*.service) ;;
    *) return 1 ;;
  esac
}
# Of the units on standard input those that may be started anew; a job ends by itself.
renewable() {
  while read -r unit; do
    ! left_running "$unit" || continue
    [ "$(systemctl show -p Type --value "$unit")" = oneshot ] || printf '%s\n' "$unit"
  done
}
