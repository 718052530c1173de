# What the copy says that there is, then what there is; says what differs. A number of a sequence may have been handed out
# between the look at it and the copy, so it may be further on, and never back.
FILENAME == ARGV[1] { want[$1 " " $2] = $3; next }
{ have[$1 " " $2] = $3 }
function tell(line) { if (++told <= 20) print line }
END {
  for (it in want) {
    if (!(it in have)) { tell(it " is missing"); continue }
    if (want[it] == "moving" || have[it] == want[it]) continue
    if (it ~ /^sequence /) {
      split(want[it], w, " "); split(have[it], h, " ")
      if (w[1] == h[1] && (h[2] - w[2]) * w[1] >= 0) continue
    }
    tell(it ": " have[it] " instead of " want[it])
  }
  for (it in have) if (!(it in want)) tell(it " is not in the copy")
  if (told > 20) print "and " (told - 20) " more"
  exit told > 0
}
