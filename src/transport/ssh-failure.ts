import { type BartizanError, fail } from "../util/errors.ts";

/**
 * What ssh(1) meant by exit status 255. Its words are its interface here: it has no other. Undefined when the 255 is the
 * remote command's own.
 */
export function sshFailure(host: string, destination: string, stderr: string): BartizanError | undefined {
  const words = stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("@") && !line.startsWith("Warning: Permanently added"))
    .slice(-6)
    .join("\n");
  const at = { where: host, found: `ssh ${destination}`, output: words };
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) return fail("BZ_SSH_HOST_KEY_CHANGED", at);
  if (/Host key verification failed|No .*host key is known/.test(stderr)) {
    return fail("BZ_SSH_HOST_KEY_UNKNOWN", {
      ...at,
      mend: `Compare the host's fingerprint with your provider's, then: ssh-keyscan -t ed25519 ${destination.replace(/^.*@/, "")} >>~/.ssh/known_hosts`,
    });
  }
  if (/Permission denied|Too many authentication failures/.test(stderr)) return fail("BZ_SSH_DENIED", at);
  if (/kex_exchange_identification|Connection reset by peer|Connection closed by/.test(stderr)) return fail("BZ_SSH_REFUSED_FOR_NOW", at);
  if (
    /Could not resolve hostname|Connection refused|timed out|No route to host|Network is unreachable|Connection to .* (closed|timed)|Broken pipe|Timeout, server/.test(
      stderr,
    )
  ) {
    return fail("BZ_SSH_UNREACHABLE", at);
  }
  return words === "" || /^ssh:|^Bad |^command-line/m.test(stderr) ? fail("BZ_SSH_UNREACHABLE", at) : undefined;
}
