import { shellWord, shellWords } from "../../util/shell.ts";
import type { Kind } from "../kind.ts";
import { keyOf } from "../resource.ts";
import { numbered } from "../script-frame.ts";

export const accounts: Kind<"account"> = {
  ask: (all) => ({ script: `printf 'groups\\n'\ngroups ${shellWords(all.map((it) => it.name))}\nprintf '\\n'` }),

  /** groups(1): `USER : GROUP...` */
  read(it, said) {
    const row = said.block("groups").get(it.name);
    return row && { kind: "account", groups: row.slice(1) };
  },

  plan(it, seen) {
    if (seen !== undefined && [it.name, ...(it.groups ?? [])].every((group) => seen.groups.includes(group))) return undefined;
    return { kind: "account", key: keyOf(it), resource: it, summary: `${seen === undefined ? "create" : "change"} user ${it.name}` };
  },

  /** useradd(8) writes one file after the other: where it is cut off in between, the user is there and the group of its number has no name. */
  prepare(step, plan) {
    const { name, groups = [] } = step.resource;
    const user = shellWord(name);
    return numbered(
      plan,
      step,
      `if ! id -u ${user} >/dev/null 2>&1; then
  set -- --user-group
  ! getent group ${user} >/dev/null || set -- --gid ${user}
  useradd --system "$@" --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin ${user}
fi
if ! getent group ${user} >/dev/null; then
  number=$(id -g ${user})
  if getent group "$number" >/dev/null; then groupadd --system ${user}; else groupadd --system --gid "$number" ${user}; fi
fi
usermod -a -G ${shellWord([name, ...groups].join(","))} ${user}`,
    );
  },
};
