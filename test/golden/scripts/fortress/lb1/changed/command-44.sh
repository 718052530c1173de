export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
current() { printf '%s\n' "$1" | socat -t 5 - UNIX-CONNECT:/run/haproxy/admin.sock 2>/dev/null || :; }
master() { printf '%s\n' "$1" | socat -t 5 - UNIX-CONNECT:/run/haproxy-master.sock 2>/dev/null || :; }
each() { for pid in $(master 'show proc' | awk '$2 == "worker" { print $1 }'); do master "@!$pid $1"; done; }
former() { master 'show proc' | awk '/^# / { old = $2 == "old" } old && $2 == "worker" { print $1 }'; }
age() { current 'show info' | awk '$1 == "Uptime_sec:" { print $2 }'; }
outlast() { while [ -n "$(former)" ] && seconds=$(age) && [ "${seconds:-11}" -lt 11 ]; do sleep 0.2; done; }
view() { current 'show stat' | awk -F, '
NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
$1 == "site_read" && $2 != "BACKEND" {
  health = $at["check_health"]; full = $at["check_rise"] + $at["check_fall"] - 1
  print $2 "\t" $18 (health != "" && health < full && $18 !~ "/" ? " " health "/" full : "") "\t" $at["check_status"] "\t" $at["check_code"]
}'; }
busy() { each 'show stat' | awk -F, -v "names= $1 " '($1 == "site_read" || $1 == "site_write") && index(names, " " $2 " ") { n += $5 } END { print n + 0 }'; }
ill() { view | awk -F'\t' -v "names= $1 " 'index(names, " " $1 " ") && $2 !~ /^(UP|DRAIN|NOLB|no check)$/'; }
clock() { cut -d. -f1 /proc/uptime; }
ready() { for name in $1; do current "set server site_read/$name state ready" >/dev/null; done; }

if [ -s /run/bartizan-drained ]; then ready "$(cat /run/bartizan-drained)"; rm -f /run/bartizan-drained; fi
view

