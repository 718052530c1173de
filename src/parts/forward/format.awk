# By Bartizan: -v format=sumologic|datadog|otlp -v dir=DIRECTORY -v max=BYTES
function put(text) {
  printf "%s", text | out
  size += length(text)
}

function begin() {
  file = sprintf("%s/part-%05d", dir, ++parts)
  out = "gzip -cn >" file ".gz"
  size = 0
  count = 0
  host = ""
  metric = ""
  put(format == "datadog" ? "{\"series\":[" : format == "otlp" ? "{\"resourceMetrics\":[" : "")
}

# Ends the series, then what holds it.
function end_series() {
  if (metric == "") return
  if (format == "datadog") put("]}")
  if (format == "otlp") put("]}}")
  metric = ""
}

function end_host() {
  end_series()
  if (format == "otlp" && host != "") put("]}]}")
  host = ""
}

function finish() {
  if (out == "") return
  end_host()
  if (format != "sumologic") put("]}")
  close(out)
  print count > (file ".count")
  close(file ".count")
  out = ""
}

# name{a="b",c="d"}: the name, and its labels as tags or as attributes; the host is told apart.
function parse(series,    rest, key, value, brace) {
  brace = index(series, "{")
  name = brace ? substr(series, 1, brace - 1) : series
  rest = brace ? substr(series, brace + 1) : ""
  labels = ""
  its_host = ""
  while (match(rest, /^[a-zA-Z_][a-zA-Z0-9_]*="/)) {
    key = substr(rest, 1, RLENGTH - 2)
    rest = substr(rest, RLENGTH + 1)
    if (!match(rest, /^([^"\\]|\\.)*"/)) break
    value = substr(rest, 1, RLENGTH - 1)
    rest = substr(rest, RLENGTH + 1)
    sub(/^,/, "", rest)
    if (key == "host") its_host = value
    else if (format == "datadog") labels = labels (labels == "" ? "" : ",") "\"" key ":" value "\""
    else labels = labels (labels == "" ? "" : ",") "{\"key\":\"" key "\",\"value\":{\"stringValue\":\"" value "\"}}"
  }
}

function begin_datadog() {
  # Other signs than these become _ at Datadog; said here, the name is the same everywhere.
  gsub(/[^a-zA-Z0-9_.]/, "_", name)
  put((count ? "," : "") "{\"metric\":\"" name "\",\"type\":3,\"resources\":[" (its_host == "" ? "" : "{\"type\":\"host\",\"name\":\"" its_host "\"}") "],\"tags\":[" labels "],\"points\":[")
}

function begin_otlp(  first) {
  first = host == "" || host != its_host "."
  if (first) {
    if (host != "") { end_host(); put(",") }
    put("{\"resource\":{\"attributes\":[" (its_host == "" ? "" : "{\"key\":\"host.name\",\"value\":{\"stringValue\":\"" its_host "\"}}") "]},\"scopeMetrics\":[{\"scope\":{\"name\":\"bartizan\"},\"metrics\":[")
    # With a sign that no name has, so that no host is told from no host yet.
    host = its_host "."
  }
  # What only grows, by the conventions of Prometheus for names.
  sum = name ~ /_(total|count|sum|bucket)$/
  put((first ? "" : ",") "{\"name\":\"" name "\"," (sum ? "\"sum\":{\"aggregationTemporality\":2,\"isMonotonic\":true," : "\"gauge\":{") "\"dataPoints\":[")
}

function point(value, at) {
  if (format == "datadog") return "{\"timestamp\":" substr(at, 1, length(at) - 3) ",\"value\":" value "}"
  return "{\"timeUnixNano\":\"" at "000000\",\"asDouble\":" value (labels == "" ? "" : ",\"attributes\":[" labels "]") "}"
}

{
  if (!match($0, / [^ ]+ [0-9]+$/)) next
  series = substr($0, 1, RSTART - 1)
  split(substr($0, RSTART + 1), pair, " ")
  if (pair[1] !~ /^-?[0-9]/) next
  if (out != "" && size + length($0) + 300 > max) finish()
  if (out == "") begin()
  if (format == "sumologic") put($0 "\n")
  else {
    if (metric != series) {
      end_series()
      parse(series)
      if (format == "datadog") begin_datadog()
      else begin_otlp()
      metric = series
    } else put(",")
    put(point(pair[1], pair[2]))
  }
  count++
}

END { finish() }
