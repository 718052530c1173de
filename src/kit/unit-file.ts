import type { FileResource, UnitResource } from "../state/resource.ts";
import type { Content } from "../util/content.ts";

// Newer directives are ignored by an older systemd with no more than a line on stderr, so that any word of the verifier counts
// as a refusal. `--recursive-errors=no`: only what is wrong with this unit, not with those it names.
const verify = (unit: string): string => `words=$(systemd-analyze verify --man=no --recursive-errors=no ${unit} 2>&1) && [ -z "$words" ]`;

/** A unit of our own under /etc/systemd/system, judged by systemd itself before it is put there. */
export function unitFile(name: string, content: string): FileResource {
  return {
    kind: "file",
    path: `/etc/systemd/system/${name}`,
    content: [content],
    validate: `${verify('"$1"')} || { printf '%s\\n' "$words" >&2; exit 1; }`,
  };
}

/** A shell script of ours, which a shell can at least read. */
export function shellFile(path: string, content: Content): FileResource {
  return { kind: "file", path, mode: "0755", content, validate: 'sh -n "$1"' };
}

/** An addition to a unit that Debian ships. A drop-in cannot be judged alone: the verifier is shown the unit with it laid over. */
export function dropIn(unit: string, content: string): FileResource {
  return {
    kind: "file",
    path: `/etc/systemd/system/${unit}.d/bartizan.conf`,
    content: [content],
    validate: `dir=$(mktemp -d) && mkdir "$dir/${unit}.d" && cp "$1" "$dir/${unit}.d/" || exit 1
export SYSTEMD_UNIT_PATH="$dir:"
${verify(unit)}; code=$?
rm -rf "$dir"
[ "$code" -eq 0 ] || { printf '%s\\n' "$words" >&2; exit 1; }`,
  };
}

/** A unit that runs. */
export function running(name: string, more: Omit<UnitResource, "kind" | "name" | "want"> = {}): UnitResource {
  return { kind: "unit", name, want: "running", ...more };
}

/** Where systemd notes when a timer with `Persistent=yes` last elapsed. */
export function timerStamp(name: string): string {
  return `/var/lib/systemd/timers/stamp-${name}.timer`;
}
