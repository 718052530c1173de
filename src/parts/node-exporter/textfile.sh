#!/bin/sh
# By Bartizan: writes what prometheus-node-exporter reads.
set -eu
: "${FOLDER:?}" "${ASKED:?}"
cd "$FOLDER"

flows() {
  echo '# TYPE bartizan_firewall_loaded gauge'
  if counters=$(nft list counters table inet bartizan 2>/dev/null); then
    echo 'bartizan_firewall_loaded 1'
    printf '%s\n' "$counters" | awk '
      $1 == "counter" { flow = $2 }
      $1 == "packets" { names[++n] = flow; packets[n] = $2; bytes[n] = $4 }
      END {
        print "# TYPE bartizan_flow_packets_total counter"
        for (i = 1; i <= n; i++) printf "bartizan_flow_packets_total{flow=\"%s\"} %s\n", names[i], packets[i]
        print "# TYPE bartizan_flow_bytes_total counter"
        for (i = 1; i <= n; i++) printf "bartizan_flow_bytes_total{flow=\"%s\"} %s\n", names[i], bytes[i]
      }'
  else
    echo 'bartizan_firewall_loaded 0'
  fi
}

certificates() {
  echo '# TYPE bartizan_certificate_end_seconds gauge'
  for file in /etc/bartizan/pki/*.crt; do
    [ -e "$file" ] || continue
    end=$(openssl x509 -noout -enddate -in "$file" | cut -d= -f2)
    echo "bartizan_certificate_end_seconds{path=\"$file\"} $(date -d "$end" +%s)"
  done
}

addresses() {
  echo '# TYPE bartizan_virtual_address_held gauge'
  while read -r address; do
    held=0
    [ -z "$(ip -o addr show to "$address")" ] || held=1
    echo "bartizan_virtual_address_held{address=\"$address\"} $held"
  done </etc/bartizan/virtual-addresses
}

# The name of a service only: the rest is its URL, which may be its key.
logs() {
  syslog-ng-ctl query get 'dst.http.*' |
    sed -nE 's/^dst\.http\.([a-z0-9-]+)#[0-9]+\..*\.(queued|written|dropped)=([0-9]+)$/\2 \1 \3/p' | sort | awk '
      $1 == "queued" { printf "bartizan_log_records_waiting{destination=\"%s\"} %s\n", $2, $3 }
      $1 != "queued" { printf "bartizan_log_records_total{destination=\"%s\",result=\"%s\"} %s\n", $2, $1 == "written" ? "sent" : "dropped", $3 }'
}

# The exporter reads only *.prom, so it never sees a half-written file.
flows >.flows && mv .flows bartizan-flows.prom

reboot >.reboot && mv .reboot bartizan-reboot.prom

# What is not known is not told: an alert says that it is missing.
tell() { if "$1" >".$1"; then mv ".$1" "bartizan-$1.prom"; else rm -f ".$1" "bartizan-$1.prom"; fi; }

tell lists

tell journals

# On balancers that share an address: who holds it.
if [ -e /etc/bartizan/virtual-addresses ]; then
  addresses >.addresses && mv .addresses bartizan-addresses.prom
else
  rm -f bartizan-addresses.prom
fi

# On hosts whose logs leave: what waits for each service, what it was given, and what it refused for good.
if [ -S /var/lib/syslog-ng/syslog-ng.ctl ] && logs >.logs; then
  mv .logs bartizan-logs.prom
else
  rm -f bartizan-logs.prom
fi

if [ ! -e "$ASKED" ] || [ -n "$(find "$ASKED" -mmin +60)" ] ||
  [ -n "$(find /var/lib/dpkg/status /var/lib/apt/lists -maxdepth 0 -newer "$ASKED")" ]; then
  touch "$ASKED"
  tell updates
fi

# The time is taken before the reading: a certificate replaced meanwhile is then newer, and is read at the next run.
now=$(date +%s)
if [ ! -e bartizan-certificates.prom ] ||
  [ -n "$(find /etc/bartizan/pki -maxdepth 1 \( -type d -o -name '*.crt' \) -newer bartizan-certificates.prom)" ]; then
  certificates >.certificates
  touch -d "@$now" .certificates
  mv .certificates bartizan-certificates.prom
fi
