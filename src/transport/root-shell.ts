/** What root's shell says before anything else: all that comes before it on standard output is the login shell's own, a banner for example. */
export const BEGUN = "@bartizan";

/**
 * A command line for root's shell, in words that every login shell reads alike: sh, bash, dash, zsh, fish, csh, and tcsh. Between single
 * quotes they agree on all characters but four: the quote itself; the backslash, by which fish escapes one; the exclamation mark, which is
 * history to csh; and the end of a line, where csh's words end. These travel as the escapes of printf(1)'s `%b`.
 *
 * The command finds in `$1` what sshd(8) says of the connection, in SSH_CONNECTION: sudo(8) clears the environment.
 */
export function asRoot(command: string): string {
  // All of Debian's shells know `-O`: root is who owns the root folder.
  const become =
    'c=$(printf %b "$1"); if [ -O / ]; then exec sh -c "$c" sh "$SSH_CONNECTION"; else exec sudo -n sh -c "$c" sh "$SSH_CONNECTION"; fi';
  return `exec sh -c '${become}' sh '${escaped(command)}'`;
}

/** The same, and {@link BEGUN} on a line of its own before the command says anything. */
export function asRootMarked(command: string): string {
  return asRoot(`printf '\\n%s\\n' ${BEGUN}\n${command}`);
}

function escaped(command: string): string {
  return command.replaceAll(/['\\!\n\r]/g, (it) => `\\0${it.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

/** Standard output of {@link asRootMarked}, as it comes: what belongs to the command, and whether it has begun. */
export function afterBegun(): { readonly take: (chunk: string) => string; readonly begun: () => boolean; readonly before: () => string } {
  const mark = `\n${BEGUN}\n`;
  let before = "";
  let begun = false;
  const take = (chunk: string): string => {
    if (begun) return chunk;
    before += chunk;
    const at = before.indexOf(mark);
    if (at < 0) return "";
    begun = true;
    const rest = before.slice(at + mark.length);
    before = before.slice(0, at);
    return rest;
  };
  return { take, begun: () => begun, before: () => before };
}
