# A source of security updates beside apt: `sh patched-packages.sh SUFFIX PACKAGE...` packs what is installed here once more, under a newer
# version. Of nginx, with the suffix +broken, one that does not start.
set -eu
suffix=$1
shift
repository=/var/lib/patched-packages
mkdir -p "$repository"
info=/var/lib/dpkg/info
for package in "$@"; do
  tree=$(mktemp -d)
  mkdir "$tree/DEBIAN"
  dpkg-query -L "$package" | while read -r path; do
    [ -L "$path" ] || [ -f "$path" ] || continue
    mkdir -p "$tree$(dirname "$path")"
    cp -a "$path" "$tree$path"
  done
  from=$info/$package
  [ -e "$from.list" ] || from=$info/$package:amd64
  for it in preinst postinst prerm postrm conffiles triggers config templates; do
    [ ! -e "$from.$it" ] || cp -a "$from.$it" "$tree/DEBIAN/$it"
  done
  # One that differs from what is on the host, which has its own: dpkg would ask which of them it is to be.
  [ ! -e "$tree/etc/haproxy/haproxy.cfg" ] || echo '# by the package' >>"$tree/etc/haproxy/haproxy.cfg"
  [ "$suffix" != +broken ] || printf '#!/bin/sh\nexit 1\n' >"$tree/usr/sbin/nginx"
  dpkg-query -s "$package" | awk -v suffix="$suffix" '
    /^Conffiles:/ { skip = 1; next }
    skip && /^ / { next }
    { skip = 0 }
    /^Status:/ { next }
    /^Version:/ { sub(/\+patched.*/, ""); $0 = $0 "+patched" suffix }
    { print }' >"$tree/DEBIAN/control"
  dpkg-deb --root-owner-group -Znone -b "$tree" "$repository" >/dev/null
  rm -rf "$tree"
done
cd "$repository"
for deb in *.deb; do
  dpkg-deb -f "$deb"
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum <"$deb" | cut -c1-64)"
done >Packages
printf 'Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\nCodename: trixie-security\nVersion: 13\nArchitectures: amd64\nSHA256:\n %s %s Packages\n' \
  "$(sha256sum <Packages | cut -c1-64)" "$(stat -c %s Packages)" >Release
chmod -R a+rX "$repository"
