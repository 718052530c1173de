/**
 * Runs commands that install packages, joined by `&&`, within the frame of a script. Without a policy, Debian's packages start and restart
 * their daemons by themselves, some with their own configuration on all addresses; see invoke-rc.d(8). Sets `code`.
 */
export function quietInstall(commands: string): string {
  return `touch busy
printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
code=0
# After a power cut in the middle of an installation.
dpkg --configure -a || :
{ ${commands}
} || code=$?
rm -f /usr/sbin/policy-rc.d busy`;
}
