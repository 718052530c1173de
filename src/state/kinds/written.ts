import { shellWord } from "../../util/shell.ts";
import type { Kind } from "../kind.ts";

export const written: Kind<"written"> = {
  remove: (path) => `rm -rf -- ${shellWord(path)}`,
};
