import { PACKAGE_LISTS_STAMP } from "../base/package-lists.ts";

/** The metrics that the functions below write. */
export const UPDATES_NAMES = "bartizan_(security_updates|package_lists_refreshed_seconds|reboot_required)";

/**
 * Shell functions that say which updates wait and whether the machine has to be started anew. Each fails where it cannot know: no answer is
 * not "none". `root` stands before the paths that they read.
 */
export const updatesFunctions = (
  root = "",
): string => `# Fails without the lists of a source that says that it closes holes. As apt-get(8) tells what it would do; new packages are counted, too: a new
# kernel is one.
updates() {
  known=
  for release in $(grep -lsE '^(Label|Suite|Codename):.*[Ss]ecurity' ${root}/var/lib/apt/lists/*Release); do
    release=\${release%InRelease}
    [ -z "$(find ${root}/var/lib/apt/lists -maxdepth 1 -path "\${release%Release}*Packages*")" ] || known=yes
  done
  [ "$known" = yes ] || return 1
  planned=$(apt-get -s -o Debug::NoLocking=1 --with-new-pkgs upgrade) || return 1
  echo '# TYPE bartizan_security_updates gauge'
  printf '%s\\n' "$planned" | awk '/^Inst .*[Ss]ecurity/ { n++ } END { print "bartizan_security_updates", n + 0 }'
}

# When the lists were last read from all their sources.
lists() {
  refreshed=$(stat -c %Y ${root}${PACKAGE_LISTS_STAMP} 2>/dev/null) || return 1
  echo '# TYPE bartizan_package_lists_refreshed_seconds gauge'
  echo "bartizan_package_lists_refreshed_seconds $refreshed"
}

# Debian itself says it nowhere (/run/reboot-required is written where unattended-upgrades is installed): the kernel that runs is not the
# newest one of its flavour that is installed. A container runs the kernel of its machine.
reboot() {
  required=0
  [ ! -e ${root}/run/reboot-required ] || required=1
  if [ ! -e ${root}/run/systemd/container ]; then
    running=$(uname -r)
    version=\${running%%-[a-z]*}
    newest=$(for it in ${root}/boot/vmlinuz-*; do
      it=\${it#${root}/boot/vmlinuz-}
      [ "\${it#"\${it%%-[a-z]*}"}" != "\${running#"$version"}" ] || echo "$it"
    done | sort -V | tail -n 1)
    [ "\${newest:-$running}" = "$running" ] || required=1
  fi
  echo '# TYPE bartizan_reboot_required gauge'
  echo "bartizan_reboot_required $required"
}
`;
