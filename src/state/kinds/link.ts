import { shellWord, shellWords } from "../../util/shell.ts";
import type { Kind } from "../kind.ts";
import { keyOf } from "../resource.ts";
import { numbered } from "../script-frame.ts";
import { removeFile } from "./file.ts";
import { askPaths, readPath } from "./path.ts";

export const links: Kind<"link"> = {
  ask: askPaths,
  read: readPath,

  plan(it, seen) {
    if (seen?.target === it.target) return undefined;
    return { kind: "link", key: keyOf(it), resource: it, summary: `link ${it.path} to ${it.target}` };
  },

  place(step, plan) {
    const { path, target } = step.resource;
    const made = `${path}.bartizan-new`;
    const lines = [
      `mkdir -p "$(dirname ${shellWord(path)})"`,
      `ln -sfn ${shellWords([target, made])}`,
      `mv -fT ${shellWords([made, path])}`,
    ];
    return numbered(plan, step, lines.join("\n"));
  },

  keep: (path) => `keep ${shellWord(path)}`,
  remove: removeFile,
};
