#!/bin/sh
# By Bartizan: has a public CA sign the certificate of the site, and a new one when a third of its life is left.
set -eu
: "${DIRECTORY:?}" "${SERVER:?}" "${EMAIL:?}" "${NAMES:?}" "${ACCOUNT_KEY:?}" "${AUTHORITY?}" "${BINDING?}" "${SITE_PEM:?}" "${STATE:?}" "${METRICS:?}" "${THUMBPRINT_MAP:?}"
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 077
cd "$STATE"

seconds() { date -d "$(openssl x509 -in "$1" -noout "-$2" | cut -d= -f2)" +%s; }
names_in() { openssl x509 -in "$1" -noout -ext subjectAltName | grep -o 'DNS:[^, ]*' | cut -d: -f2 | sort; }
wanted_names() { printf '%s\n' "$NAMES" | tr ' ' '\n' | sort; }
# Of the public key, whatever holds it.
key_of() { openssl "$@" -pubout 2>/dev/null | sha256sum; }

# Whether the certificate that is there is for these names, of this directory, and has more than a third of its life left.
is_good() {
  [ -s "$SITE_PEM" ] && [ "$(cat directory 2>/dev/null)" = "$DIRECTORY" ] && [ "$(names_in "$SITE_PEM")" = "$(wanted_names)" ] || return 1
  from=$(seconds "$SITE_PEM" startdate) to=$(seconds "$SITE_PEM" enddate)
  [ $(((to - $(date +%s)) * 3)) -gt $((to - from)) ]
}

# lego keeps the account beside its key. Another key is another account.
prepare_account() {
  home="accounts/$SERVER/$EMAIL"
  mkdir -p "$home/keys" web
  cmp -s "$ACCOUNT_KEY" "$home/keys/$EMAIL.key" && return 0
  rm -f "$home/account.json"
  cp "$ACCOUNT_KEY" "$home/keys/$EMAIL.key"
}

# Whether the site gives the answer that the CA will look for, as seen from here. CAs count failures, and another balancer may not have been told
# yet. Where the site cannot be seen from here, the CA may see it all the same.
wait_until_answered() {
  thumbprint=$(cut -d ' ' -f 2 "$THUMBPRINT_MAP")
  begun=$(cut -d . -f 1 /proc/uptime)
  for name in $NAMES; do
    until [ "$(curl -s -m 5 "http://$name/.well-known/acme-challenge/seen-from-here")" = "seen-from-here.$thumbprint" ]; do
      [ $(($(cut -d . -f 1 /proc/uptime) - begun)) -lt 30 ] || return 0
      sleep 2
    done
  done
}

obtain() {
  set -- --path "$STATE" --server "$DIRECTORY" --email "$EMAIL" --accept-tos --key-type ec256 --http --http.webroot "$STATE/web"
  for name in $NAMES; do set -- "$@" --domains "$name"; done
  # Said once, when the account is made, and worth nothing afterwards.
  if [ -n "$BINDING" ] && [ ! -e "$home/account.json" ]; then
    set -- "$@" --eab --kid "$(sed -n 1p "$BINDING")" --hmac "$(sed -n 2p "$BINDING")"
  fi
  if [ -n "$AUTHORITY" ]; then export LEGO_CA_CERTIFICATES="$AUTHORITY"; fi
  lego "$@" run
}

# What came is looked at before it takes the place of what is there.
install_certificate() {
  first=${NAMES%% *}
  crt="certificates/$first.crt" key="certificates/$first.key"
  [ "$(names_in "$crt")" = "$(wanted_names)" ] || { echo "the certificate is for other names: $(names_in "$crt" | tr '\n' ' ')" >&2; return 1; }
  openssl x509 -in "$crt" -noout -checkend 0 >/dev/null || { echo "the certificate has ended" >&2; return 1; }
  [ "$(openssl x509 -in "$crt" -noout -pubkey | sha256sum)" = "$(key_of pkey -in "$key")" ] || { echo "the key is not the certificate's" >&2; return 1; }
  cat "$crt" "$key" >new.pem
  printf '%s\n' "$DIRECTORY" >directory
  # HAProxy reads it when it is told to, which the unit does.
  : >renewed
  mv new.pem "$SITE_PEM"
}

# The kind of error in words of RFC 8555, section 6.7, of what lego said last.
reason_in() { grep -o 'urn:ietf:params:acme:error:[A-Za-z]*' "$1" | grep -v badNonce | tail -n 1 | sed 's/.*://' | grep . || echo unknown; }

tell() { # 1 or 0, reason
  # Where nothing is measured, nobody is told.
  [ -d "${METRICS%/*}" ] || return 0
  {
    echo "bartizan_acme_success $1"
    [ -z "$2" ] || echo "bartizan_acme_failure{reason=\"$2\"} 1"
    if [ -s "$SITE_PEM" ]; then
      from=$(seconds "$SITE_PEM" startdate) to=$(seconds "$SITE_PEM" enddate)
      echo "bartizan_acme_end_seconds $to"
      echo "bartizan_acme_life_seconds $((to - from))"
    else
      echo 'bartizan_acme_end_seconds 0'
    fi
  } >metrics.new
  chmod 644 metrics.new
  cat metrics.new >"$METRICS.new" && chmod 644 "$METRICS.new" && mv "$METRICS.new" "$METRICS"
}

if is_good; then
  tell 1 ''
  exit 0
fi
# A CA that has lost the account is given it again, by the same key.
obtain_with_account() {
  obtain >said 2>&1 && return 0
  [ "$(reason_in said)" = accountDoesNotExist ] || return 1
  rm -f "$home/account.json"
  obtain >said 2>&1
}

prepare_account
wait_until_answered
if obtain_with_account && install_certificate; then
  cat said
  tell 1 ''
else
  cat said >&2
  tell 0 "$(reason_in said)"
  exit 1
fi
