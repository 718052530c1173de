#!/bin/sh
# By Bartizan: sends measurements from the store to a service. forward NAME
set -eu
: "${FOLDER:?}" "${STATE:?}" "${TEXTFILES:?}" "${STORE:?}" "${FORMATTER:?}"
umask 077
export LC_ALL=C
name=$1
. "$FOLDER/$name.conf"
: "${format:?}" "${metrics:?}" "${age:?}" "${bytes:?}" "${host:?}"
mkdir -p "$STATE/$name"
cd "$STATE/$name"
started=$(date +%s)
begin=$started

# For the journal, as a warning (sd-daemon(3)).
say() { echo "<4>$name: $*"; }
# The number in a file, or 0.
number() { if [ -s "$1" ]; then cat "$1"; else echo 0; fi; }
add() { echo $(($(number "$1") + $2)) >"$1.new"; mv "$1.new" "$1"; }

metrics() {
  [ -d "$TEXTFILES" ] || return 0
  {
    echo '# TYPE bartizan_destination_delivered_seconds gauge'
    echo "bartizan_destination_delivered_seconds{destination=\"$name\"} $(number delivered)"
    echo '# TYPE bartizan_destination_samples_total counter'
    for result in sent refused expired; do
      echo "bartizan_destination_samples_total{destination=\"$name\",result=\"$result\"} $(number "$result")"
    done
  } >"$TEXTFILES/.forward-$name"
  chmod 0644 "$TEXTFILES/.forward-$name"
  mv "$TEXTFILES/.forward-$name" "$TEXTFILES/bartizan-forward-$name.prom"
}

ask() { curl -fsS --max-time 30 --get "$STORE$1" "$2" "$3" "$4" "$5"; }

# Until when each host is whole in the store, "HOST MILLISECONDS" a line, into `seen`. What was found a while ago is taken: since then
# all that was on its way together with it has become visible. The 15 s: a scrape has the time of its beginning, and may take 10.
look() {
  if [ -e looked ] && [ $((started - $(number looked))) -lt 10 ]; then return 0; fi
  [ ! -e next ] || mv next seen
  ask /api/v1/query --data-urlencode 'query=max by (host) (tlast_over_time(up{job="vmagent"}[1d]))' --data nocache=1 >found || return 1
  grep -o '"host":"[a-z0-9-]*"},"value":\[[0-9.]*,"[0-9]*' found |
    sed 's/^"host":"\([^"]*\)".*"\([0-9]*\)$/\1 \2/' |
    while read -r host_ at; do
      echo "$host_ $(((at - 15) * 1000))"
      # What the rules found has no host, or speaks of one that is silent: it is as old as what the monitor knows of itself.
      [ "$host_" != "$host" ] || echo "- $(((at - 15) * 1000))"
    done >next.new
  mv next.new next
  echo "$started" >looked
}

# "HOST FROM TO WHOLE WHAT" a line for each host that has something new, at most a minute each, and before it what the service would
# no longer take. On the very first run all begin now; who comes later is read from then on, too.
windows() {
  [ -e cursor ] || { sort -n -k2,2 seen | awk 'END { print $2 }' >began; cat seen >cursor.new; mv cursor.new cursor; }
  awk -v now="$(date +%s)" -v age="$age" -v began="$(number began)" '
    FILENAME == "cursor" { at[$1] = $2; next }
    {
      oldest = (now - age + 90) * 1000
      from = $1 in at ? at[$1] : began
      if (from < oldest && $2 > from) { printf "%s %.0f %.0f %.0f expired\n", $1, from, ($2 < oldest ? $2 : oldest), $2; from = oldest }
      to = $2 < from + 60000 ? $2 : from + 60000
      if (to > from) printf "%s %.0f %.0f %.0f read\n", $1, from, to, $2
    }' cursor seen
}

RULED='ALERTS|ALERTS_FOR_STATE|.+:.+'
selector() {
  if [ "$1" = - ]; then echo "{host=\"\",__name__=~\"$metrics\" or __name__=~\"$RULED\",__name__=~\"$metrics\"}"
  else echo "{host=\"$1\",__name__=~\"$metrics\",__name__!~\"$RULED\"}"; fi
}

# What lies after FROM, up to TO.
export_range() { ask /api/v1/export --data-urlencode "match[]=$(selector "$1")" --data "start=$(($2 + 1))&end=$3&format=prometheus" | grep -v '^$' >raw || [ ! -s raw ]; }

# Where to go on after a window without a sample, which may be the first of days: shortly before the next sample, or at the end.
skip() {
  ask /api/v1/query --data-urlencode "query=min(tfirst_over_time($(selector "$1")[$((($3 - $2) / 1000 + 1))s]))" --data "time=$(($3 / 1000))&nocache=1" >found || { echo "$2"; return; }
  sed -n 's/.*"value":\[[0-9.]*,"\([0-9]*\).*/\1/p' found |
    awk -v from="$2" -v to="$3" '{ at = ($1 - 1) * 1000 } END { printf "%.0f", NR == 0 ? to : at > from ? at : from }'
}

# Makes the next batch. 1: there is nothing to do; 2: the store does not answer.
build() {
  rm -rf batch.new
  mkdir batch.new
  windows >windows.new
  [ -s windows.new ] || return 1
  while read -r it from to last what; do
    export_range "$it" "$from" "$to" || { : >batch.new/failed; break; }
    if [ "$what" = expired ]; then wc -l <raw >>batch.new/expired
    elif [ -s raw ]; then cat raw
    elif [ "$to" != "$last" ]; then to=$(skip "$it" "$to" "$last"); fi
    echo "$it $to" >>batch.new/ends
  done <windows.new | awk -v format="$format" -v dir=batch.new -v max="$bytes" -f "$FORMATTER"
  [ ! -e batch.new/failed ] || return 2
  awk '{ at[$1] = $2 } END { for (it in at) print it, at[it] }' cursor batch.new/ends >batch.new/cursor
  awk '$5 == "read" && (!least || $2 < least) { least = $2 } END { printf "%.0f\n", least / 1000 }' windows.new >batch.new/oldest
  rm -rf batch
  mv batch.new batch
  [ ! -e batch/expired ] || add expired "$(awk '{ sum += $1 } END { print sum + 0 }' batch/expired)"
}

# The next try: after 2 s, then twice as long each time, up to a minute; later if the service says so.
back_off() {
  delay=$(number delay)
  delay=$((delay < 1 ? 2 : delay > 31 ? 60 : delay * 2))
  echo "$delay" >delay
  wait=$(awk 'tolower($1) == "retry-after:" && $2 ~ /^[0-9]+/ { print $2 + 0 }' headers | tail -n 1)
  [ "${wait:-0}" -gt "$delay" ] || wait=$delay
  [ "$wait" -lt 600 ] || wait=600
  echo $(($(date +%s) + wait)) >retry_at
  say "not taken ($1), the next try is in $wait s"
}

# Sends what is in the batch. Fails when the rest has to wait.
deliver() {
  for part in batch/part-*.gz; do
    [ -e "$part" ] || continue
    samples=$(number "${part%.gz}.count")
    if [ $(($(date +%s) - $(number batch/oldest))) -gt "$age" ]; then
      add expired "$samples"
      rm -f "$part" "${part%.gz}.count"
      continue
    fi
    : >headers
    rm -f answer
    code=$(curl -sS --config "$FOLDER/$name.curl" --proto =https --tlsv1.2 --connect-timeout 5 --max-time 30 \
      --data-binary "@$part" --dump-header headers --output answer --write-out '%{http_code}' 2>/dev/null) || code="000, curl $?"
    case $code in
      2??) result=sent ;;
      # The service is not there, is busy, or does not know who asks, which somebody can mend: nothing is thrown away.
      000* | 401 | 403 | 404 | 407 | 408 | 429 | 5??) back_off "$code"; return 1 ;;
      *) result=refused; say "refused for good ($code), $samples samples are dropped" ;;
    esac
    rm -f "$part"
    add $result "$samples"
    # A sample that is refused within a request that is taken (OTLP, partial_success).
    rejected=$(grep -o '"rejectedDataPoints":"*[0-9]*' answer 2>/dev/null | tr -dc 0-9) || :
    [ -z "$rejected" ] || { add sent "-$rejected"; add refused "$rejected"; }
    rm -f "${part%.gz}.count"
    rm -f delay retry_at
    date +%s >delivered
  done
  [ ! -e batch/cursor ] || mv batch/cursor cursor
  rm -rf batch
}

[ -e delivered ] || echo "$started" >delivered
if [ -e retry_at ] && [ "$started" -lt "$(number retry_at)" ]; then metrics; exit 0; fi
look || { say "the store does not answer"; metrics; exit 0; }
if [ -s seen ]; then
  # Not longer than a minute, so that the metrics say how it goes.
  while [ $(($(date +%s) - begin)) -lt 60 ]; do
    if [ ! -d batch ]; then
      code=0
      build || code=$?
      [ "$code" != 1 ] || date +%s >delivered
      [ "$code" = 0 ] || break
    fi
    deliver || break
  done
fi
metrics
