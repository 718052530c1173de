import { shellWord } from "../util/shell.ts";
import { HOST_PATHS } from "./paths.ts";

// What stood on the host before Bartizan took it over, so that it can be had back: kept before the manifest says that it is Bartizan's, since
// what the manifest names is nobody else's any more.

/** Shell functions that keep what is there. What has been kept already stays: it is older, and so the original. */
export const KEEP = `keep() { # path of a file or link
  [ -e "$1" ] || [ -L "$1" ] || return 0
  [ ! -e "${HOST_PATHS.originals}$1" ] && [ ! -L "${HOST_PATHS.originals}$1" ] || return 0
  mkdir -p "${HOST_PATHS.originals}$(dirname "$1")"
  rm -rf "${HOST_PATHS.originals}$1.keeping"
  cp -a "$1" "${HOST_PATHS.originals}$1.keeping"
  mv -T "${HOST_PATHS.originals}$1.keeping" "${HOST_PATHS.originals}$1"
}
keep_folder() { # path
  [ -d "$1" ] || { keep "$1"; return 0; }
  [ ! -e "${HOST_PATHS.foldersBefore}$1/.folder" ] || return 0
  mkdir -p "${HOST_PATHS.foldersBefore}$1"
  stat -c '%U:%G %a' "$1" >"${HOST_PATHS.foldersBefore}$1/.folder"
}
keep_unit() { # name
  [ ! -e "${HOST_PATHS.unitsBefore}/$1" ] || return 0
  mkdir -p "${HOST_PATHS.unitsBefore}"
  printf '%s %s\\n' "$(systemctl is-enabled "$1" 2>/dev/null || :)" "$(systemctl is-active "$1" 2>/dev/null || :)" >unit-before
  mv unit-before "${HOST_PATHS.unitsBefore}/$1"
}`;

/** Puts back what stood in the place of a file or a link. */
export function backScript(path: string): string {
  const word = shellWord(path);
  const original = `${HOST_PATHS.originals}${word}`;
  return `if [ -e ${original} ] || [ -L ${original} ]; then mkdir -p "$(dirname ${word})"; mv -fT ${original} ${word}; fi`;
}
