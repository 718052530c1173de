import type { CommandResource } from "../../../state/resource.ts";
import { text } from "../../../util/content.ts";
import { shellWord } from "../../../util/shell.ts";
import { MASTER_INFO, VOTERS } from "../server/names.ts";
import { client } from "../server/sql.ts";

export interface VotersInputs {
  /** Name of the host. */
  readonly host: string;
  /** The other database hosts. */
  readonly others: readonly { readonly name: string; readonly address: string }[];
  /** Whether a commit waits until a replica has it. */
  readonly semiSync: boolean;
}

export const VOTERS_ID = "database-voters";

/**
 * Shell function that prints the addresses of the database hosts that have ever followed this one. Only they can have taken its place,
 * so only they are asked before it accepts writes after a restart: a host that has just been added, or whose first copy failed, has
 * nothing that anybody could have promoted. Without a note it is all of the others.
 */
export function votersFunction(others: readonly string[]): string {
  return `voters() { cat ${VOTERS} 2>/dev/null || echo ${shellWord(others.join(" "))}; }`;
}

/**
 * Notes on the primary who follows it. When it is one that was alone, this comes after the others have made their copy: see
 * {@link VOTERS_ID}. Until then a restart opens it without them, and no commit waits for them.
 */
export function votersCommand({ host, others, semiSync }: VotersInputs): CommandResource {
  const addresses = others.map((it) => it.address).join(" ");
  return {
    kind: "command",
    id: VOTERS_ID,
    title:
      others.length === 0
        ? `${host} accepts writes after a restart without asking anybody`
        : `who follows ${host} is asked after a restart`,
    // A replica that took the place of a primary has no note, and needs none; one that is alone needs its own.
    check: text`[ ! -e ${MASTER_INFO} ] || exit 0
[ -e ${VOTERS} ] && echo "voters $(cat ${VOTERS})" || echo ${shellWord(others.length === 0 ? "no note" : `voters ${addresses}`)}`,
    want: `voters ${addresses}`,
    apply: text`${client(10)}
[ ! -e ${MASTER_INFO} ] || exit 0
${votersFunction(others.map((it) => it.address))}
before=" $(voters) "
# By the names that they report: report_host in their files.
following=" $(echo 'SHOW REPLICA HOSTS' | sql | awk '{ printf "%s ", $2 }') "
now=
keep() { # name address
  case "$before" in *" $2 "*) now="$now $2"; return ;; esac
  case "$following" in *" $1 "*) now="$now $2" ;; esac
}
${others.map((it) => `keep ${shellWord(it.name)} ${shellWord(it.address)}`).join("\n")}
printf '%s\\n' "\${now# }" >${VOTERS}.new
chmod 0644 ${VOTERS}.new
sync ${VOTERS}.new
mv -f ${VOTERS}.new ${VOTERS}
${semiSync ? `[ -z "$now" ] || echo 'SET GLOBAL rpl_semi_sync_master_enabled = 1' | sql` : ""}`,
  };
}
