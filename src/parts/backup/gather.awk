# What the queries of measures lead to becomes one line for each table, without numbers where the table could not be read.
function tell() { if (name != "") print "table\t" name "\t" (sum == "" ? "moving" : "rows " rows " checksum " sum) }
$1 == "table" && NF == 2 { tell(); name = $2; rows = sum = ""; next }
$1 != "table" && NF == 3 { print; next }
NF == 1 && name != "" { rows = $1 }
NF == 2 && name != "" { sum = $2 }
END { tell() }
