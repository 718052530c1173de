import { type BartizanError, fail } from "../util/errors.ts";

/**
 * What ssh(1) meant by exit status 255. Its words are its interface here: it has no other. Undefined when the 255 is the
 * remote command's own. `begun`: the command had begun, so the login was over.
 */
export function sshFailure(host: string, destination: string, stderr: string, begun = false): BartizanError | undefined {
  const words = lastWords(stderr);
  const at = { where: host, found: `ssh ${destination}`, output: words };
  if (/REMOTE HOST IDENTIFICATION HAS CHANGED/.test(stderr)) return fail("BZ_SSH_HOST_KEY_CHANGED", at);
  if (/Host key verification failed|No .*host key is known/.test(stderr)) {
    return fail("BZ_SSH_HOST_KEY_UNKNOWN", at);
  }
  if (/Permission denied|Too many authentication failures/.test(stderr)) return fail("BZ_SSH_DENIED", at);
  // sshd closes without reading what the client sent by then, so the kernel may answer that with a reset: at the banner or at any later packet.
  if (/kex_exchange_identification|^Connection (reset|closed) by |Connection reset by peer/m.test(stderr)) {
    return fail(begun ? "BZ_SSH_UNREACHABLE" : "BZ_SSH_REFUSED_FOR_NOW", at);
  }
  if (
    /Could not resolve hostname|Connection refused|timed out|No route to host|Network is unreachable|Connection to .* (closed|timed)|Broken pipe|Timeout, server/.test(
      stderr,
    )
  ) {
    return fail("BZ_SSH_UNREACHABLE", at);
  }
  return words === "" || /^ssh:|^Bad |^command-line/m.test(stderr) ? fail("BZ_SSH_UNREACHABLE", at) : undefined;
}

/** What ssh(1) said when it ended before the host was asked for anything, and {@link sshFailure} knows no better name for it. */
export function sshFailed(host: string, destination: string, stderr: string): BartizanError {
  return fail("BZ_SSH_FAILED", { where: host, found: `ssh ${destination}`, output: lastWords(stderr) });
}

/** The login succeeded, but root's shell did not begin: `said` is what the login shell and sudo(8) have to say about it. */
export function noRootShell(host: string, destination: string, status: number, said: string): BartizanError {
  // The way into a lab's network: there is no lab, and ssh was not even started.
  if (/^nsenter: /m.test(said)) return sshFailed(host, destination, said);
  const code = /\bsudo\b/.test(said) ? "BZ_SSH_NOT_ROOT" : "BZ_SSH_NO_SHELL";
  return fail(code, { where: host, found: `ssh ${destination} ended with status ${status}`, output: lastWords(said) });
}

function lastWords(said: string): string {
  return said
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("@") && !line.startsWith("Warning: Permanently added"))
    .slice(-6)
    .join("\n");
}
