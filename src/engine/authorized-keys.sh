# Verbs for the keys that let people in by SSH: those in the authorized_keys of every account.
folders() { getent passwd | cut -d: -f1,6 | sort -u; }
list() {
  folders | while IFS=: read -r account home; do
    for file in "$home/.ssh/authorized_keys" "$home/.ssh/authorized_keys2"; do
      [ ! -f "$file" ] || sed -n "/^[[:space:]]*\(#\|\$\)/!s|^|$account |p" "$file"
    done
  done | sort -u
}
# What was there before is kept until `keep`, so that `back` can put it back.
remove() { # keys, a line each
  folders | while IFS=: read -r _ home; do
    for file in "$home/.ssh/authorized_keys" "$home/.ssh/authorized_keys2"; do
      [ -f "$file" ] && grep -qF -e "$1" "$file" || continue
      [ -e "$file.bartizan-before" ] || cp -p "$file" "$file.bartizan-before"
      cp -p "$file" "$file.bartizan-new"
      grep -vF -e "$1" "$file" >"$file.bartizan-new" || :
      mv -f "$file.bartizan-new" "$file"
    done
  done
}
kept() { folders | while IFS=: read -r _ home; do ls "$home"/.ssh/authorized_keys*.bartizan-before 2>/dev/null || :; done | sort -u; }
back() { kept | while read -r file; do mv -f "$file" "${file%.bartizan-before}"; done; }
keep() { kept | while read -r file; do rm -f "$file"; done; }
