# A public CA of the lab's own: `sh pebble.sh ADDRESS SITE-ADDRESS LIFE-SECONDS` starts pebble and a name server, which knows every name by
# the site's address. Nonces are refused and answers delayed as pebble does by itself. Prints the certificate by which the directory shows who it is.
set -eu
address=$1 site=$2 life=$3
mkdir -p /srv/pebble
cd /srv/pebble
[ -e server.crt ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.crt -subj /CN=pebble \
  -addext "subjectAltName=IP:$address" -days 30 2>/dev/null
cat >config.json <<END
{ "pebble": { "listenAddress": "$address:14000", "managementListenAddress": "$address:15000", "certificate": "/srv/pebble/server.crt",
  "privateKey": "/srv/pebble/server.key", "httpPort": 80, "tlsPort": 443, "externalAccountBindingRequired": false,
  "certificateValidityPeriod": $life } }
END
systemctl stop pebble pebble-names 2>/dev/null || :
systemctl reset-failed pebble pebble-names 2>/dev/null || :
systemd-run --quiet --unit pebble-names pebble-challtestsrv -http01 '' -https01 '' -tlsalpn01 '' -doh '' -dns01 "127.0.0.1:8053,$address:53" \
  -management 127.0.0.1:8055 -defaultIPv4 "$site" -defaultIPv6 ''
systemd-run --quiet --unit pebble --setenv=PEBBLE_WFE_NONCEREJECT=10 pebble -config /srv/pebble/config.json -dnsserver 127.0.0.1:8053
for _ in $(seq 50); do
  curl -sf --cacert server.crt "https://$address:14000/dir" >/dev/null && break
  sleep 0.2
done
cat server.crt
