/**
 * Every error that Bartizan can report, in one table: `BZ_AREA_REASON`. A code is never reused. `title` says what is
 * wrong in a line; `mend` says what to do. What was found, and where, comes with the error itself. `docs/reference/errors.md`
 * is generated from this table.
 */
export const ERRORS = {
  BZ_INTERNAL: { title: "Bartizan failed in a way it did not foresee", mend: "Report it with the command you typed and the lines below." },
  BZ_FACTS_INCOMPLETE: {
    title: "the host stopped answering while it was looked at",
    mend: "Run the command again; if it stays, look at the host with `bartizan ssh HOST`.",
  },
  BZ_HOST_UNSUPPORTED: {
    title: "the host runs a system that Bartizan does not know",
    mend: "Install Debian 13 on it, or take the host out of the file.",
  },
  BZ_HOST_REFUSED: { title: "a change would endanger what is on the host", mend: "Read what was found; nothing has been changed." },
  BZ_SSH_NO_CLIENT: { title: "ssh could not be started on this machine", mend: "Install OpenSSH's client: apt-get install openssh-client" },
  BZ_SSH_UNKNOWN_HOST: { title: "no host has this name", mend: "Take one of the names in the file." },
  BZ_SSH_HOST_KEY_CHANGED: { title: "the host shows another key than the one you know", mend: "Find out why before you go on: somebody may stand between. If the host was installed anew: ssh-keygen -R ADDRESS" },
  BZ_SSH_HOST_KEY_UNKNOWN: { title: "the host's key is not known to you", mend: "Check the fingerprint and add the key to your known_hosts." },
  BZ_SSH_DENIED: { title: "the host does not let you in", mend: "Put your public key into the host's authorized_keys, or name the right user in ~/.ssh/config." },
  BZ_SSH_REFUSED_FOR_NOW: { title: "the host closed the connection before the login", mend: "OpenSSH shuts an address out for some seconds after failed logins: wait half a minute and run the command again." },
  BZ_SSH_UNREACHABLE: { title: "the host cannot be reached", mend: "Check that it runs and that your address is in firewall.admin. To run the infrastructure on this machine instead: add --lab." },
  BZ_SSH_NOT_ROOT: { title: "the login is not root's and sudo asks for a password", mend: "Log in as root, or let the user run sudo without a password (NOPASSWD in sudoers)." },
  BZ_HOST_LOCKED: { title: "another run works on this host", mend: "Wait for it to end; the lock of a run that died expires by itself." },
  BZ_HOST_CHANGED: { title: "somebody changed the host after the plan was made", mend: "Nothing was changed on it by this run. Run the command again to plan anew." },
  BZ_CONFIG_REFUSED: { title: "a generated configuration was refused by the part's own checker", mend: "Nothing was replaced on this host. If the words above do not point at a value in your file, report them." },
  BZ_STEP_FAILED: { title: "a step failed on the host", mend: "Mend what the words above name and run the command again: it goes on from there." },
  BZ_FIREWALL_UNCONFIRMED: { title: "the new firewall rules could not be confirmed", mend: "The host puts its old rules back within 45 seconds. Check that your address is in firewall.admin." },
  BZ_CERTIFICATE_REQUEST: { title: "a certificate could not be issued", mend: "Run the command again; if it stays, look at the host's /etc/bartizan/pki." },
  BZ_VAULT_DAMAGED: { title: "the vault of this infrastructure is damaged", mend: "Restore the .bartizan folder from a backup or from a colleague's machine. Starting anew (moving it away) makes a new CA and new passwords." },
  BZ_SECRET_MISSING: { title: "a secret that the file names has no value", mend: "Set it in your environment." },
  BZ_RELEASE_BUILD: { title: "the app could not be packed", mend: "Run app.build by hand in the app's folder and mend what it says." },
  BZ_RELEASE_EMPTY: { title: "there is nothing to ship", mend: "Let app.build write into app.output, or correct app.output." },
  BZ_USAGE: { title: "the command line does not say what to do", mend: "Read `bartizan COMMAND --help`." },
} as const satisfies Record<string, { readonly title: string; readonly mend: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** What is known of an error beyond its code. */
export interface ErrorDetails {
  /** Where: a path in the config (`hosts.srv1.runs[2]`), a host, a file. */
  readonly where?: string;
  readonly found?: string;
  readonly allowed?: string;
  /** In place of the table's advice, when there is something more exact to say. */
  readonly mend?: string;
  /** Words of the tool that refused, verbatim. */
  readonly output?: string;
  readonly cause?: unknown;
}

/** One thing that is wrong, as data. */
export interface Problem extends Omit<ErrorDetails, "cause"> {
  readonly code: ErrorCode;
  readonly title: string;
  readonly mend: string;
}

/** Completes a problem from the table. */
export function problem(code: ErrorCode, details: Omit<ErrorDetails, "cause"> = {}): Problem {
  const entry: { readonly title: string; readonly mend: string } = ERRORS[code];
  return { code, title: entry.title, ...details, mend: details.mend ?? entry.mend };
}

/** Thrown for everything a user can meet: one or several problems, all at once. */
export class BartizanError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], cause?: unknown) {
    super(problems.map(formatProblem).join("\n\n"), cause === undefined ? undefined : { cause });
    this.name = "BartizanError";
    this.problems = problems;
  }
}

/** Makes the error for one problem. */
export function fail(code: ErrorCode, details: ErrorDetails = {}): BartizanError {
  const { cause, ...rest } = details;
  return new BartizanError([problem(code, rest)], cause);
}

/** A problem as people read it: code and place, what was found, what is allowed, how to mend it. */
export function formatProblem(it: Problem): string {
  const lines = [`${it.code}${it.where === undefined ? "" : ` at ${it.where}`}: ${it.title}`];
  if (it.found !== undefined) lines.push(`  found:   ${it.found}`);
  if (it.allowed !== undefined) lines.push(`  allowed: ${it.allowed}`);
  if (it.output !== undefined)
    lines.push(
      ...it.output
        .trimEnd()
        .split("\n")
        .map((line) => `  | ${line}`),
    );
  lines.push(`  mend:    ${it.mend}`);
  return lines.join("\n");
}
