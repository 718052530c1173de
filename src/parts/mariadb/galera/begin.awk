# Over the positions of the other nodes, a line each (empty for one that does not answer): what the node of this host does, whose own position
# is in `history` and `seqno`. `begin`: it makes the cluster. `join`: somebody else has, or is to. `wait`: nobody knows yet.
$1 == "member" || $1 == "beginning" { found = 1; next }
$1 == "view" || ($1 == "at" && $2 != history) { other = 1; next }
$1 == "at" && $3 + 0 > seqno + 0 { behind = 1; next }
# Two that may begin: nobody can have made that but a person, who is to say which.
$1 == "at" && $4 == "1" { twice = 1; next }
$1 == "at" { next }
{ silent = 1 }
END {
  if (found || other || behind || twice) print "join"
  else if (silent) print "wait"
  else print "begin"
}
