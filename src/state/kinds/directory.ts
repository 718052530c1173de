import { shellWord } from "../../util/shell.ts";
import type { Kind } from "../kind.ts";
import { backScript } from "../originals.ts";
import { HOST_PATHS } from "../paths.ts";
import { keyOf } from "../resource.ts";
import { numbered } from "../script-frame.ts";
import { askPaths, pathDifference, readPath } from "./path.ts";

export const directories: Kind<"directory"> = {
  ask: askPaths,
  read: readPath,

  plan(it, seen) {
    const why = pathDifference(seen, "directory", it.owner, it.mode ?? "0755");
    return why === undefined ? undefined : { kind: "directory", key: keyOf(it), resource: it, summary: `${why} folder ${it.path}` };
  },

  prepare(step, plan) {
    const { path, owner = "root:root", mode = "0755" } = step.resource;
    const word = shellWord(path);
    const [user = "root", group = "root"] = owner.split(":");
    const install = `install -d -o ${shellWord(user)} -g ${shellWord(group)} -m ${mode} ${word}`;
    return numbered(plan, step, `[ -d ${word} ] || rm -f ${word}\n${install}`);
  },

  keep: (path) => `keep_folder ${shellWord(path)}`,

  /** A folder that was there before keeps its place, and gets its owner and mode back; one of Bartizan's goes when it is empty. */
  remove(path) {
    const word = shellWord(path);
    const note = `${HOST_PATHS.foldersBefore}${word}/.folder`;
    return `if [ -f ${note} ]; then
  read -r owner mode <${note}
  [ ! -d ${word} ] || { chown "$owner" ${word}; chmod "$mode" ${word}; }
  rm -f ${note}
else
  rmdir ${word} 2>/dev/null || true
  ${backScript(path)}
fi`;
  },
};
