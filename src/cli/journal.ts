import { ROLES } from "../catalog/roles.ts";
import { servicesOn } from "../catalog/services.ts";
import type { Host, Infrastructure, Role } from "../model/infrastructure.ts";
import { ALL_JOURNALS } from "../state/unit-shell.ts";
import { fail } from "../util/errors.ts";
import { shellWord, shellWords } from "../util/shell.ts";
import { nearest } from "../util/suggest.ts";

/** The script's way to say that its host knows no such unit. */
export const UNKNOWN_UNIT = 66;

/** What is asked of whom. */
export interface JournalQuestion {
  readonly host: string;
  readonly units: readonly string[];
  /** Whether a unit was named that may not be there. */
  readonly named: boolean;
}

export interface JournalOptions {
  readonly lines?: number;
  readonly since?: string;
  readonly grep?: string;
  readonly follow: boolean;
}

/** Whose journals are meant by a role, a host or a unit. Throws `BZ_USAGE` for a word that can be none of them. */
export function journalQuestions(infra: Infrastructure, what: string | undefined): readonly JournalQuestion[] {
  const units = (host: Host, roles: readonly Role[]): readonly string[] => {
    const all = servicesOn(host, infra).filter((it) => it.journal);
    return roles.flatMap((role) => all.flatMap((it) => (it.roles?.[0] === role ? [it.unit] : [])));
  };
  const role = ROLES.find((it) => it === what);
  const host = infra.hosts.find((it) => it.name === what);
  if (what === undefined || host !== undefined) {
    const hosts = host === undefined ? infra.hosts : [host];
    return hosts.flatMap((it) => (it.roles.length === 0 ? [] : [{ host: it.name, units: units(it, it.roles), named: false }]));
  }
  if (role !== undefined) {
    const asked = infra.hosts.filter((it) => it.roles.includes(role));
    if (asked.length === 0) throw unknownSubject(infra, what, `${what}, which no host runs`);
    return asked.map((it) => ({ host: it.name, units: units(it, [role]), named: false }));
  }
  if (!/^[\w@:][\w@:.\\-]*$/.test(what)) throw unknownSubject(infra, what);
  const whole = /\.\w+$/.test(what);
  // More likely a slip than a unit; the whole name of a unit is taken at its word.
  if (!whole && nearest(what, subjects(infra)) !== undefined) throw unknownSubject(infra, what);
  const unit = whole ? what : `${what}.service`;
  return infra.hosts.map((it) => ({ host: it.name, units: [unit], named: true }));
}

/** The error for a word that is no role, no host and no unit. */
export function unknownSubject(infra: Infrastructure, what: string, found?: string): Error {
  const known = subjects(infra);
  const near = nearest(what, known);
  return fail("BZ_USAGE", {
    where: "logs",
    found: found ?? `${JSON.stringify(what)}, which is no role, no host and no unit on any host`,
    allowed: `${known.join(", ")}, or a unit of systemd`,
    mend: near === undefined ? "Take one of these." : `Did you mean ${near}? A unit of that name: ${what}.service`,
  });
}

/** The roles that somebody runs, and the hosts. */
function subjects(infra: Infrastructure): readonly string[] {
  return [...ROLES.filter((role) => infra.hosts.some((host) => host.roles.includes(role))), ...infra.hosts.map((host) => host.name)];
}

/** The command that shows a journal; every word of the user's is one word of its. */
export function journalCommand({ units, named }: JournalQuestion, { lines, since, grep, follow }: JournalOptions): string {
  const words = [
    ...["-q", "--no-pager", "--no-hostname", "-o", "short-iso", ALL_JOURNALS],
    ...(lines === undefined ? [] : [`--lines=${lines}`]),
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(grep === undefined ? [] : [`--grep=${grep}`]),
    ...(follow ? ["--follow"] : []),
    ...units.flatMap((unit) => ["-u", unit]),
  ];
  // With a pattern and a number of lines, journalctl(1) looks from the end and prints the last line first.
  const inOrder = grep !== undefined && lines !== undefined && !follow ? " | tac" : "";
  const show = `journalctl ${shellWords(words)}${inOrder}`;
  return named ? `${units.map(isThere).join(" || ")} || exit ${UNKNOWN_UNIT}\n${show}` : show;
}

/** Of a unit that was removed the journal may still know. */
function isThere(unit: string): string {
  const word = shellWord(unit);
  return `systemctl cat -- ${word} >/dev/null 2>&1 || [ -n "$(journalctl -q --no-pager '${ALL_JOURNALS}' -n 1 -o cat -u ${word})" ]`;
}
