import { problem } from "../../util/errors.ts";
import { shellWord } from "../../util/shell.ts";
import { waits } from "../held.ts";
import type { Kind } from "../kind.ts";
import { keyOf, type ReleaseResource } from "../resource.ts";
import { numbered } from "../script-frame.ts";
import { targetOf } from "./path.ts";

export const releases: Kind<"release"> = {
  ask: (all) => ({ stat: all.map((it) => `${it.root}/current`), script: all.map(listScript).join("\n") }),

  /** The names of the folders of the releases, and what stat(1) says of `current`. */
  read(it, said) {
    const ids = said.tagged("release").get(it.root);
    const stat = said.stats.get(`${it.root}/current`);
    const type = stat?.[2];
    const instead = type === undefined || type === "symbolic link" ? {} : { instead: type };
    if (ids === undefined && instead.instead === undefined) return undefined;
    return { kind: "release", current: targetOf(stat).split("/").at(-1) ?? "", ids: ids ?? [], ...instead };
  },

  refuses({ root }, seen, host) {
    if (seen?.instead === undefined) return [];
    const where = `${host} ${root}/current`;
    const found = `a ${seen.instead} that Bartizan did not make, where the link to the release in use belongs`;
    return [problem("BZ_HOST_REFUSED", { where, found, mend: `Move ${root}/current away, or take another name for the infrastructure.` })];
  },

  plan(it, seen) {
    if (seen?.current === it.id && seen.ids.includes(it.id)) return undefined;
    return { kind: "release", key: keyOf(it), resource: it, summary: `release ${it.id}` };
  },

  /** Unpacked beside, renamed when whole. It becomes the current one at once, or later, when a unit is well with it. */
  run(step, plan) {
    const { root, id } = step.resource;
    const dir = shellWord(`${root}/releases/${id}`);
    return numbered(
      plan,
      step,
      `install -d -o root -g root -m 0755 ${shellWord(root)} ${shellWord(`${root}/releases`)}
if [ ! -d ${dir} ]; then
  rm -rf ${shellWord(`${root}/releases/.partial`)}
  install -d -m 0755 ${shellWord(`${root}/releases/.partial`)}
  (umask 022; tar --no-same-owner --no-same-permissions -C ${shellWord(`${root}/releases/.partial`)} -xzf release.tar.gz)
  mv -T ${shellWord(`${root}/releases/.partial`)} ${dir}
fi
touch ${dir}
${waits(plan, step) ? "" : `${pointScript(root, id)}\n`}${pruneScript(step.resource)}`,
    );
  },

  entries: (script, _, __, { release }) =>
    script === "units" && release !== undefined ? [{ name: "release.tar.gz", data: { file: release } }] : [],

  remove(root) {
    const word = shellWord(root);
    return `rm -rf ${word}/releases ${word}/current\nrmdir ${word} 2>/dev/null || true`;
  },
};

function listScript(it: ReleaseResource): string {
  const root = shellWord(it.root);
  return `[ -d ${root}/releases ] && { printf 'release\\t%s' ${root}; for r in ${root}/releases/*; do [ -e "$r" ] && printf '\\t%s' "\${r##*/}"; done; printf '\\n'; }`;
}

/** \`current\` changes in one rename. What else may stand there was looked at when the plan was made. */
export function pointScript(root: string, id: string): string {
  const current = shellWord(`${root}/current`);
  return `ln -sfn ${shellWord(`releases/${id}`)} ${shellWord(`${root}/current.bartizan-new`)}
mv -fT ${shellWord(`${root}/current.bartizan-new`)} ${current}`;
}

/** The oldest go, but neither the one that serves nor the one that is to. */
export function pruneScript({ root, id, keep }: { readonly root: string; readonly id: string; readonly keep: number }): string {
  const releases = shellWord(`${root}/releases`);
  return `serves=$(readlink ${shellWord(`${root}/current`)} || :)
ls -1t ${releases} | tail -n +${keep + 1} | while read -r old; do [ "$old" = ${shellWord(id)} ] || [ "releases/$old" = "$serves" ] || rm -rf ${releases}/"$old"; done`;
}
