import { shellWord } from "../../util/shell.ts";
import type { Kind } from "../kind.ts";
import type { WrittenResource } from "../resource.ts";

export const written: Kind<WrittenResource> = {
  remove: (path) => `rm -rf -- ${shellWord(path)}`,
};
