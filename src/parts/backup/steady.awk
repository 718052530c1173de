# Over two lists of measures, before and after: what is not the same in both moved meanwhile.
FILENAME == ARGV[1] { before[$1 FS $2] = $3; next }
{ print $1 FS $2 FS (before[$1 FS $2] == $3 ? $3 : "moving") }
