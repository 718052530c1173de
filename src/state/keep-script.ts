import { shellWord } from "../util/shell.ts";
import { HOST_PATHS } from "./paths.ts";
import type { HostPlan } from "./step.ts";

// What stood on the host before Bartizan took it over, so that it can be had back: kept before the manifest says that it is Bartizan's, since
// what the manifest names is nobody else's any more.

/** Shell functions that keep what is there. What has been kept already stays: it is older, and so the original. */
const KEEP = `keep() { # path of a file or link
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

/** Keeps everything that this plan makes Bartizan's, whether it has to be changed or is as it should be already. */
export function keepScript(plan: HostPlan): string {
  const former = new Set(plan.formerManifest);
  const lines = plan.manifest.flatMap((key) => (former.has(key) ? [] : keepLines(key)));
  return lines.length === 0 ? "" : [KEEP, ...lines].join("\n");
}

/** The same again for files alone: packages that were installed meanwhile have brought some. */
export function keepFilesScript(plan: HostPlan): string {
  const former = new Set(plan.formerManifest);
  const lines = plan.manifest.flatMap((key) => (former.has(key) || !/^(file|link):/.test(key) ? [] : keepLines(key)));
  return lines.length === 0 ? "" : [KEEP, ...lines].join("\n");
}

function keepLines(key: string): readonly string[] {
  const at = key.indexOf(":");
  const word = shellWord(key.slice(at + 1));
  switch (key.slice(0, at)) {
    case "file":
    case "link":
    case "ruleset":
      return [`keep ${word}`];
    case "directory":
      return [`keep_folder ${word}`];
    case "unit":
      return [`keep_unit ${word}`];
    default:
      return [];
  }
}

/** Puts back what stood in the place of a file or a link. */
export function backScript(path: string): string {
  const word = shellWord(path);
  const original = `${HOST_PATHS.originals}${word}`;
  return `if [ -e ${original} ] || [ -L ${original} ]; then mkdir -p "$(dirname ${word})"; mv -fT ${original} ${word}; fi`;
}

/** A folder that was there before keeps its place, and gets its owner and mode back; one of Bartizan's goes when it is empty. */
export function folderBackScript(path: string): string {
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
}

/** A unit that ran before, or was to start at boot, does so again, once all files are what they were. */
export function unitBackScript(name: string): string {
  const word = shellWord(name);
  const note = `${HOST_PATHS.unitsBefore}/${word}`;
  return `if [ -f ${note} ]; then
  read -r enabled active <${note}
  rm -f ${note}
  case "$enabled" in enabled) systemctl enable ${word} || : ;; masked) systemctl mask ${word} || : ;; esac
  [ "$active" != active ] || systemctl restart ${word} || :
fi`;
}
