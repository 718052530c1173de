: "${ROOT?}" "${LISTS_STAMP:?}"
# Fails without the lists of a source that says that it closes holes. As apt-get(8) tells what it would do; new packages are counted, too: a new
# kernel is one.
updates() {
  known=
  for release in $(grep -lsE '^(Label|Suite|Codename):.*[Ss]ecurity' "$ROOT"/var/lib/apt/lists/*Release); do
    release=${release%InRelease}
    [ -z "$(find "$ROOT/var/lib/apt/lists" -maxdepth 1 -path "${release%Release}*Packages*")" ] || known=yes
  done
  [ "$known" = yes ] || return 1
  planned=$(apt-get -s -o Debug::NoLocking=1 --with-new-pkgs upgrade) || return 1
  echo '# TYPE bartizan_security_updates gauge'
  printf '%s\n' "$planned" | awk '/^Inst .*[Ss]ecurity/ { n++ } END { print "bartizan_security_updates", n + 0 }'
}

# When the lists were last read from all their sources.
lists() {
  refreshed=$(stat -c %Y "$ROOT$LISTS_STAMP" 2>/dev/null) || return 1
  echo '# TYPE bartizan_package_lists_refreshed_seconds gauge'
  echo "bartizan_package_lists_refreshed_seconds $refreshed"
}

# Debian itself says it nowhere (/run/reboot-required is written where unattended-upgrades is installed): the kernel that runs is not the
# newest one of its flavour that is installed. A container runs the kernel of its machine.
reboot() {
  required=0
  [ ! -e "$ROOT/run/reboot-required" ] || required=1
  if [ ! -e "$ROOT/run/systemd/container" ]; then
    running=$(uname -r)
    version=${running%%-[a-z]*}
    newest=$(for it in "$ROOT"/boot/vmlinuz-*; do
      it=${it#"$ROOT"/boot/vmlinuz-}
      [ "${it#"${it%%-[a-z]*}"}" != "${running#"$version"}" ] || echo "$it"
    done | sort -V | tail -n 1)
    [ "${newest:-$running}" = "$running" ] || required=1
  fi
  echo '# TYPE bartizan_reboot_required gauge'
  echo "bartizan_reboot_required $required"
}
